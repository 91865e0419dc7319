select string_agg(
    position
    || ' ' || length(series) || ':' || series
    || ' ' || length(definition) || ':' || definition
    || coalesce(' ' || length(part) || ':' || part, ' ~')
    || ' ' || period
    || ' ' || length(value) || ':' || value
    || ' ' || length(release) || ':' || release
    || coalesce(' ' || length(published_on) || ':' || published_on, ' ~')
    || coalesce(' ' || batch, ' ~')
    || coalesce(' ' || batch_row, ' ~'),
    $3 order by position
)
from series_obs
where position between $1 and $2
group by position / 500
order by position / 500
