select s.programme, s.kind, s.basis, count(*), max(f.from_position)
from fact_shape s
join engagement_fact f on f.shape = s.id
where f.fiscal_year = $1 and f.lead = 1 and f.to_position is null
group by s.programme, s.kind, s.basis
order by s.programme, s.kind, s.basis
