insert into staff (id, name) values ((select coalesce(max(id), 0) + 1 from staff), $1)
