select closed
from period_close
where programme = $1 and kind = $2 and fiscal_year = $3 and position <= $4
order by position desc
limit 1
