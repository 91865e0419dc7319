select l.position, l.a, l.b, l.verdict, l.reasons, l.basis, recorded_by, recorded_at, staff.name
from party_link l
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= l.position
)
join staff on staff.id = posting.recorded_by
where l.verdict in ('same', 'different', 'household') and l.position < $1
and not exists (
    select 1 from party_link n where n.a = l.a and n.b = l.b and n.position > l.position
)
and not exists (
    select 1 from party_link n where n.a = l.b and n.b = l.a and n.position > l.position
)
order by l.position desc
limit $2
