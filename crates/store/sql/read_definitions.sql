select d.name, d.content
from definition d
where d.content is not null
    and d.position = (
        select max(e.position) from definition e where e.name = d.name and e.position <= $1
    )
order by d.name
