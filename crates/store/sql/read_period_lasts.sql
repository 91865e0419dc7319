select
    last.programme,
    last.kind,
    coalesce(
        (
            select e.position
            from engagement e
            where e.position >= last.unit
            and e.position <= (
                select p.last_position from posting p where p.first_position = last.unit
            )
            and e.kind = last.kind and e.programme is not distinct from last.programme
            order by e.position desc
            limit 1
        ),
        (select min(e.position) from engagement e where e.position >= last.unit)
    )
from (
    select s.programme, s.kind, max(l.position) as unit
    from fact_shape s
    join cell_change l on l.shape = s.id
    where s.basis = 'occurred_on' and l.fiscal_year = $1
    and exists (
        select 1 from cell c where c.shape = s.id and c.fiscal_year = $1 and c.evidence > 0
    )
    group by s.programme, s.kind
) as last
order by last.programme, last.kind
