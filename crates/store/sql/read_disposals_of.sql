select a.position, a.detail, recorded_by, recorded_at, staff.name
from audit a
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= a.position
)
join staff on staff.id = posting.recorded_by
where a.action = 'disposed' and a.object = $1
order by a.position
