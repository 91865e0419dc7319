select e.position, e.engagement
from engagement e
where e.batch = $1
    and e.position > $1
    and e.position <= $2
    and e.position < $3
    and ($4 = '' or e.programme = $4)
    and ($5 = '' or e.kind = $5)
order by e.position desc
limit $6
