insert into access_token (digest, staff, label, created_at, ends_at) values ($1, $2, $3, $4, $5)
