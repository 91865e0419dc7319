select string_agg(
    position
    || ' ' || staff
    || ' ' || length(action) || ':' || action
    || coalesce(' ' || length(object) || ':' || object, ' ~')
    || coalesce(' ' || length(detail) || ':' || detail, ' ~'),
    $3 order by position
)
from audit
where position between $1 and $2
group by position / 500
order by position / 500
