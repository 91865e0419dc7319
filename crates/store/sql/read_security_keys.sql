select credential, label, host, public_key, algorithm, counter, created_at
from security_key
where staff = $1
order by created_at, credential
