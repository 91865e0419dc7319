insert into duty (id, staff, duty, department, from_day, until_day)
values ((select coalesce(max(id), 0) + 1 from duty), $1, $2, $3, $4, $5)
