select string_agg(
    likeness
    || ' ' || case when external_key is null then '-' else '=' end
    || ' ' || engagements,
    $4
)
from import_row
where batch = $1
    and n > $2
    and n <= $3
    and likeness is not null
    and engagements is not null
    and ($5 = 1 or external_key is null)
