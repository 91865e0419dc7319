select position, series, definition, part, period, value, release, published_on
from series_obs
order by position
