select string_agg(
    position
    || ' ' || length(programme) || ':' || programme
    || ' ' || fiscal_year
    || ' ' || length(kpi) || ':' || kpi
    || ' ' || revision
    || ' ' || length(cause) || ':' || cause
    || ' ' || length(improvement) || ':' || improvement
    || ' ' || length(outlook) || ':' || outlook,
    $3 order by position
)
from assessment
where position between $1 and $2
group by position / 500
order by position / 500
