select string_agg(
    position
    || ' ' || length(name) || ':' || name
    || coalesce(' ' || length(content) || ':' || content, ' ~'),
    $3 order by position
)
from definition
where position between $1 and $2
group by position / 500
order by position / 500
