insert into party (id, type, purpose) values ($1, $2, $3)
