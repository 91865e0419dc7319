select position, recorded_by, recorded_at, staff.name
from definition
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= definition.position
)
join staff on staff.id = posting.recorded_by
where definition.name = $1
order by position desc
