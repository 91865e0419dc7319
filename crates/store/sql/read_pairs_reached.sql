with looked as ($pairs),
judged as (
    select looked.*, case
        when cast($4 as text) is null or (
            exists (
                select 1
                from engagement_role r
                join engagement e on e.position = r.position
                where r.party = looked.a and e.programme in ($programmes)
                and e.operation <> 'void'
                and not exists (
                    select 1 from engagement n
                    where n.engagement = e.engagement and n.position > e.position
                    and n.replaces is not null
                )
            )
            and exists (
                select 1
                from engagement_role r
                join engagement e on e.position = r.position
                where r.party = looked.b and e.programme in ($programmes)
                and e.operation <> 'void'
                and not exists (
                    select 1 from engagement n
                    where n.engagement = e.engagement and n.position > e.position
                    and n.replaces is not null
                )
            )
        ) then 1 else 0 end as is_reached
    from looked
)
select j.position, j.a, j.b, j.verdict, j.reasons, j.basis, recorded_by, recorded_at, staff.name,
    j.is_reached, j.ordinal
from judged j
join posting on posting.first_position = (
    select max(first_position) from posting where first_position <= j.position
)
join staff on staff.id = posting.recorded_by
where j.is_reached = 1 or j.ordinal = $2
order by j.ordinal
limit $3
