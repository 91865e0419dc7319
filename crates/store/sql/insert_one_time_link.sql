insert into one_time_link (digest, staff, ends_at) values ($1, $2, $3)
