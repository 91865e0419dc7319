insert into session (digest, staff, created_at, seen_at, ends_at, is_confirmed)
select $1, staff, $3, $4, $5, $6
from account
where staff = $2 and state = 'active' and coalesce(password, '') = $7
and coalesce($8, directory_mark, '') = coalesce(directory_mark, '')
