select string_agg(
    position
    || ' ' || batch
    || ' ' || length(state) || ':' || state
    || coalesce(' ' || length(counts) || ':' || counts, ' ~'),
    $3 order by position
)
from import_batch_state
where position between $1 and $2
group by position / 500
order by position / 500
