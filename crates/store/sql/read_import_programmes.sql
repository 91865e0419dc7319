select distinct coalesce(e.programme, '')
from engagement e
where e.position > $1 and e.position <= $2
union
select coalesce(old.programme, '')
from engagement e
join engagement old on old.position = e.replaces
where e.position > $1 and e.position <= $2
