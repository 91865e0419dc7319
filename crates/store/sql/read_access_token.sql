select access_token.staff, label, created_at, ends_at, name, state
from access_token
join account on account.staff = access_token.staff
join staff on staff.id = access_token.staff
where digest = $1
