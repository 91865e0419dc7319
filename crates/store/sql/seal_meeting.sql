select string_agg(
    position
    || ' ' || fiscal_year
    || ' ' || length(held_on) || ':' || held_on
    || ' ' || length(title) || ':' || title
    || ' ' || length(participants) || ':' || participants
    || ' ' || length(minutes) || ':' || minutes
    || coalesce(' ' || corrects, ''),
    $3 order by position
)
from meeting
where position between $1 and $2
group by position / 500
order by position / 500
