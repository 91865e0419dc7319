select
    c.shape,
    c.fiscal_year,
    c.party_type,
    cast(sum(((c.position % 2147483647) * $1 + $2) % 65521 * ((
        (c.rows % 2147483647) * $3
        + (c.evidence % 2147483647) * $4
        + (c.amount_yen % 2147483647) * $5
        + (c.quantity % 2147483647) * $6
    ) % 2147483647) % 2147483647) as bigint)
from cell_change c
group by c.shape, c.fiscal_year, c.party_type
