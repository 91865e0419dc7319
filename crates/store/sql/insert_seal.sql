insert into ledger_seal (last_position, first_position, previous, marks, hash)
values ($1, $2, $3, $4, $5)
