insert into recovery_code (digest, staff) values ($1, $2)
