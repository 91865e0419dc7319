select string_agg(
    position
    || ' ' || proves
    || ' ' || length(kind) || ':' || kind
    || coalesce(' ' || length(digest) || ':' || digest, ' ~')
    || ' ' || length(title) || ':' || title
    || coalesce(' ' || length(retained_until) || ':' || retained_until, ' ~')
    || ' ' || length(visibility) || ':' || visibility,
    $3 order by position
)
from evidence
where position between $1 and $2
group by position / 500
order by position / 500
