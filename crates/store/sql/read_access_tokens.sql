select digest, label, created_at, ends_at
from access_token
where staff = $1
order by created_at, digest
