select distinct e.batch, e.batch_row
from engagement_role r
join engagement e on e.position = r.position
where r.party = $1 and e.batch is not null
order by e.batch, e.batch_row
