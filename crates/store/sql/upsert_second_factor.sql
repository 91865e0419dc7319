insert into second_factor (staff, salt, is_enrolled, last_step) values ($1, $2, 0, 0)
on conflict (staff) do update set salt = excluded.salt, last_step = 0
where second_factor.is_enrolled = 0
