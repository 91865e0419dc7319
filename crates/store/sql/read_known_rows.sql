select string_agg(
    n
    || ' ' || content_hash
    || ' ' || ordinal
    || ' ' || verdict
    || ' ' || coalesce(engagements, '-')
    || ' ' || coalesce('=' || external_key, '-'),
    $4
)
from import_row
where batch = $1 and n > $2 and n <= $3
