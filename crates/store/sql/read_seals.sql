select first_position, last_position, previous, marks, hash
from ledger_seal
where
    last_position > $1
    and (
        last_position <= $2
        or last_position = (select min(last_position) from ledger_seal where last_position > $1)
    )
order by last_position
