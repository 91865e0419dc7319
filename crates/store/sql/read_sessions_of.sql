select staff, created_at, seen_at, ends_at, is_confirmed, digest
from session
where staff = $1
order by seen_at desc, digest
