select duty, department, from_day, until_day
from duty
where staff = $1
order by id
