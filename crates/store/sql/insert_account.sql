insert into account (staff, login, state) values ($1, $2, $3)
