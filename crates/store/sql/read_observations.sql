select
    o.position, o.series, o.definition, o.part, o.period, o.value, o.release, o.published_on,
    (select min(e.title) from evidence e where e.proves = o.position)
from series_obs o
order by o.position
