select string_agg(
    position
    || ' ' || length(programme) || ':' || programme
    || ' ' || length(kpi) || ':' || kpi
    || ' ' || fiscal_year
    || ' ' || length(value) || ':' || value
    || coalesce(' ' || length(source) || ':' || source, ' ~'),
    $3 order by position
)
from kpi_target
where position between $1 and $2
group by position / 500
order by position / 500
