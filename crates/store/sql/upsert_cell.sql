insert into cell (shape, fiscal_year, party_type, rows, evidence, amount_yen, quantity)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (shape, fiscal_year, party_type) do update set
    rows = cell.rows + excluded.rows,
    evidence = cell.evidence + excluded.evidence,
    amount_yen = cell.amount_yen + excluded.amount_yen,
    quantity = cell.quantity + excluded.quantity
