select coalesce(max(position), 0)
from (
    select max(position) as position
    from workflow_step
    where programme = $1 and fiscal_year = $2
    union all
    select max(position)
    from assessment
    where programme = $1 and fiscal_year = $2
) as changes
