select e.position, recorded_by, recorded_at, staff.name
from engagement e
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= e.position
)
join staff on staff.id = posting.recorded_by
where e.position in ($list)
