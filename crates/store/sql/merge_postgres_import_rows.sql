insert into import_row (
    batch, n, external_key, content_hash, ordinal, verdict, issues, engagements, decided_by,
    likeness
)
select
    $1, n, external_key, content_hash, ordinal, verdict, issues,
    case
        when engagements like '%,%' then (
            select string_agg((listed.id::bigint + $2)::text, ',' order by listed.nth)
            from unnest(string_to_array(engagements, ',')) with ordinality as listed (id, nth)
        )
        else (engagements::bigint + $2)::text
    end,
    decided_by, likeness
from staged_import_row
