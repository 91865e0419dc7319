insert into definition (position, name, content) values ($1, $2, $3)
