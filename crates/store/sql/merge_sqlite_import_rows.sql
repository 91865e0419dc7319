insert into import_row (
    batch, n, external_key, content_hash, ordinal, verdict, issues, engagements, decided_by,
    likeness
)
select
    $1, n, external_key, content_hash, ordinal, verdict, issues,
    case
        when engagements like '%,%' then (
            select string_agg(value + $2, ',' order by key)
            from json_each('[' || engagements || ']')
        )
        else cast(cast(engagements as integer) + $2 as text)
    end,
    decided_by, likeness
from staged_import_row
