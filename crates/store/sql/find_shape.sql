select id
from fact_shape
where kind = $1 and basis = $2 and role = $3
    and programme is not distinct from $4
    and scheme is not distinct from $5
    and class is not distinct from $6
    and tag is not distinct from $7
    and topic is not distinct from $8
    and answer is not distinct from $9
    and centre is not distinct from $10
    and club is not distinct from $11
