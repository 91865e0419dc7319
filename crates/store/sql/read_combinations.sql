select kind, scheme, class, tag, topic, answer, centre, club
from fact_shape
where basis = $1 and role = $2 and exists (
    select 1 from cell where cell.shape = fact_shape.id and cell.fiscal_year <= $3
)
