select max(position)
from import_batch_state
where batch = $1 and state = 'committed'
