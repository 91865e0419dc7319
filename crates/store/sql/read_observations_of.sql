select position, series, definition, part, period, value, release, published_on
from series_obs
where series = $1 and position <= $2
order by position
