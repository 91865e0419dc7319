select l.position, l.a, l.b, l.verdict, l.reasons, l.basis, recorded_by, recorded_at, staff.name
from party_link l
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= l.position
)
join staff on staff.id = posting.recorded_by
where l.a in ($list) or l.b in ($list)
order by l.position
