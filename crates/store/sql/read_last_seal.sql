select last_position, hash from ledger_seal order by last_position desc limit 1
