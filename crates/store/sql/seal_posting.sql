select string_agg(
    last_position
    || ' ' || first_position
    || ' ' || recorded_at
    || ' ' || recorded_by
    || ' ' || length(action) || ':' || action,
    $3 order by last_position
)
from posting
where last_position between $1 and $2
group by last_position / 500
order by last_position / 500
