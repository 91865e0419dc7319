select account.staff, login, password, state, name
from account
join staff on staff.id = account.staff
order by login
