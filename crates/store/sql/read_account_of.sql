select account.staff, login, password, state, name, directory_mark
from account
join staff on staff.id = account.staff
where account.staff = $1
