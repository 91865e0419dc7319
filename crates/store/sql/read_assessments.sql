select position, programme, kpi, revision, cause, improvement, outlook, recorded_by, recorded_at, staff.name
from assessment
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= assessment.position
)
join staff on staff.id = posting.recorded_by
where fiscal_year = $1
order by position
