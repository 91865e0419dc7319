select coalesce(max(position), 0)
from workflow_step
where programme = $1 and fiscal_year = $2
