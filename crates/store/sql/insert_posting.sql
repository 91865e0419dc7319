insert into posting (first_position, last_position, recorded_at, recorded_by, action)
values ($1, $2, $3, $4, $5)
