insert into cell_change (
    shape, fiscal_year, party_type, position, rows, evidence, amount_yen, quantity
) values ($1, $2, $3, $4, $5, $6, $7, $8)
