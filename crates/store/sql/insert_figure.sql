insert into figure (
    position, edition, programme, kpi, fiscal_year, as_of, metric, amounts, rows, distinct_parties,
    evidence, status, reason, input_digest
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
