select first_position, last_position, previous, marks, hash
from ledger_seal
where last_position > $1
order by last_position
limit $2
