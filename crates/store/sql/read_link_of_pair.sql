select l.position, l.a, l.b, l.verdict, l.reasons, l.basis, recorded_by, recorded_at, staff.name
from party_link l
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= l.position
)
join staff on staff.id = posting.recorded_by
where (l.a = $1 and l.b = $2) or (l.a = $2 and l.b = $1)
order by l.position desc
limit 1
