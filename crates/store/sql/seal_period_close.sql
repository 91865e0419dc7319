select string_agg(
    position
    || ' ' || length(programme) || ':' || programme
    || ' ' || length(kind) || ':' || kind
    || ' ' || fiscal_year
    || ' ' || closed
    || coalesce(' ' || length(reason) || ':' || reason, ' ~'),
    $3 order by position
)
from period_close
where position between $1 and $2
group by position / 500
order by position / 500
