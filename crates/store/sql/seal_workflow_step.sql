select string_agg(
    position
    || ' ' || length(programme) || ':' || programme
    || ' ' || fiscal_year
    || ' ' || length(step) || ':' || step
    || coalesce(' ' || length(version) || ':' || version, ' ~')
    || coalesce(' ' || length(decision_number) || ':' || decision_number, ' ~')
    || coalesce(' ' || length(reason) || ':' || reason, ' ~'),
    $3 order by position
)
from workflow_step
where position between $1 and $2
group by position / 500
order by position / 500
