select position, programme, kind, fiscal_year, closed, reason, recorded_by, recorded_at, staff.name
from period_close
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= period_close.position
)
join staff on staff.id = posting.recorded_by
where fiscal_year = $1
order by position
