select s.programme, s.kind, max(f.from_position)
from fact_shape s
join engagement_fact f on f.shape = s.id
where s.basis = 'occurred_on' and f.fiscal_year = $1 and f.to_position is null
group by s.programme, s.kind
order by s.programme, s.kind
