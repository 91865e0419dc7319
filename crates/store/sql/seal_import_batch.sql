select string_agg(
    id
    || ' ' || length(source) || ':' || source
    || ' ' || length(mapping) || ':' || mapping
    || ' ' || length(purpose) || ':' || purpose
    || coalesce(' ' || length(file_name) || ':' || file_name, ' ~')
    || ' ' || length(file_digest) || ':' || file_digest,
    $3 order by id
)
from import_batch
where id between $1 and $2
group by id / 500
order by id / 500
