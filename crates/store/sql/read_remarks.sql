select position, programme, kpi, answers, category, text, recorded_at
from remark
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= remark.position
)
where fiscal_year = $1
order by position
