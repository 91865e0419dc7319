select digest, created_at, seen_at, ends_at, is_confirmed
from session
where staff = $1
order by seen_at desc, digest
