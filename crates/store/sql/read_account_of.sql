select account.staff, login, password, state, name
from account
join staff on staff.id = account.staff
where account.staff = $1
