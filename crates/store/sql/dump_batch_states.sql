select batch, state || ' ' || coalesce(counts, '~')
from import_batch_state
order by position
