select id from staff where name = $1
