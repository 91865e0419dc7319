select max(e.engagement)
from engagement e
where e.position between (
    select max(first_position) from posting where recorded_by = $1 and action = $2
) and (
    select max(last_position) from posting where recorded_by = $1 and action = $2
)
