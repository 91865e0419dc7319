select id, type from party where id in ($list)
