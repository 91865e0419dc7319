select id, type, purpose from party where id in ($list)
