insert into cell (shape, fiscal_year, rows, evidence, amount_yen, quantity)
values ($1, $2, $3, $4, $5, $6)
on conflict (shape, fiscal_year) do update set
    rows = cell.rows + excluded.rows,
    evidence = cell.evidence + excluded.evidence,
    amount_yen = cell.amount_yen + excluded.amount_yen,
    quantity = cell.quantity + excluded.quantity
