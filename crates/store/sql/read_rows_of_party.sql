select distinct e.engagement, e.batch, e.batch_row
from engagement_role r
join engagement e on e.position = r.position
where r.party = $1
order by e.engagement, e.batch, e.batch_row
