select
    id,
    source || ' ' || mapping || ' ' || purpose || ' ' || coalesce(file_name, '~')
from import_batch
order by id
