select string_agg(
    position
    || ' ' || length(edition) || ':' || edition
    || ' ' || length(programme) || ':' || programme
    || ' ' || length(kpi) || ':' || kpi
    || ' ' || fiscal_year
    || ' ' || as_of
    || ' ' || length(metric) || ':' || metric
    || ' ' || length(amounts) || ':' || amounts
    || coalesce(' ' || rows, ' ~')
    || coalesce(' ' || distinct_parties, ' ~')
    || ' ' || evidence
    || ' ' || length(status) || ':' || status
    || coalesce(' ' || length(reason) || ':' || reason, ' ~')
    || ' ' || length(input_digest) || ':' || input_digest,
    $3 order by position
)
from figure
where position between $1 and $2
group by position / 500
order by position / 500
