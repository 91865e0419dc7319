select string_agg(
    position
    || ' ' || ordinal
    || ' ' || length(role) || ':' || role
    || ' ' || party,
    $3 order by position, ordinal
)
from engagement_role
where position between $1 and $2
group by position / 500
order by position / 500
