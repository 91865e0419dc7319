select
    last.programme,
    last.kind,
    (select min(e.position) from engagement e where e.position >= last.unit)
from (
    select s.programme, s.kind, max(l.position) as unit
    from fact_shape s
    join cell_change l on l.shape = s.id
    where s.basis = 'occurred_on' and l.fiscal_year = $1
    group by s.programme, s.kind
) as last
order by last.programme, last.kind
