select id, type from party order by id
