insert into session (digest, staff, created_at, seen_at, ends_at, is_confirmed)
values ($1, $2, $3, $4, $5, $6)
