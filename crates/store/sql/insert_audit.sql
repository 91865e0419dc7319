insert into audit (position, staff, action, object, detail) values ($1, $2, $3, $4, $5)
