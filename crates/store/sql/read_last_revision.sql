select coalesce(max(revision), 0)
from assessment
where programme = $1 and fiscal_year = $2 and kpi = $3
