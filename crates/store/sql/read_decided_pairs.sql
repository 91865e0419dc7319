select l.*, row_number() over (order by l.position desc) as ordinal
from party_link l
where l.verdict in ('same', 'different', 'household') and l.position < $1
and not exists (
    select 1 from party_link n where n.a = l.a and n.b = l.b and n.position > l.position
)
and not exists (
    select 1 from party_link n where n.a = l.b and n.b = l.a and n.position > l.position
)
order by l.position desc
limit $2
