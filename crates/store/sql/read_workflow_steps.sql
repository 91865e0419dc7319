select position, programme, step, version, decision_number, reason, recorded_by, recorded_at, staff.name
from workflow_step
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= workflow_step.position
)
join staff on staff.id = posting.recorded_by
where fiscal_year = $1
order by position
