select session.staff, created_at, seen_at, ends_at, is_confirmed, name, state
from session
join account on account.staff = session.staff
join staff on staff.id = session.staff
where digest = $1
