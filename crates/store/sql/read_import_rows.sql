select
    n, external_key, content_hash, ordinal, verdict, issues, engagements, decided_by,
    likeness
from import_row
where batch = $1
order by n
