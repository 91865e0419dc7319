select s.programme, s.kind, s.basis, cast(sum(c.evidence) as bigint)
from cell c
join fact_shape s on s.id = c.shape
where c.fiscal_year = $1 and s.role = 'subject'
group by s.programme, s.kind, s.basis
having sum(c.evidence) <> 0
order by s.programme, s.kind, s.basis
