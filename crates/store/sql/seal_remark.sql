select string_agg(
    position
    || ' ' || fiscal_year
    || ' ' || length(programme) || ':' || programme
    || ' ' || length(kpi) || ':' || kpi
    || coalesce(' ' || answers, ' ~')
    || coalesce(' ' || length(category) || ':' || category, ' ~')
    || ' ' || length(text) || ':' || text,
    $3 order by position
)
from remark
where position between $1 and $2
group by position / 500
order by position / 500
