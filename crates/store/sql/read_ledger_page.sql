select from_position
from engagement_fact
where shape in (
    select id
    from fact_shape
    where basis = 'occurred_on' and ($1 = '' or kind = $1) and ($2 = '' or programme = $2)
)
and fiscal_year = $3 and lead = 1 and to_position is null and from_position < $4
order by from_position desc
limit $5
