select last_position, recorded_at
from posting
order by first_position desc
limit 1
