select 1
from (select last_position from posting where first_position <= $1
    order by first_position desc limit 1) as unit
where last_position = $1
