select
    c.shape,
    c.fiscal_year,
    c.party_type,
    cast(sum(((c.block % 2147483647) * $1 + $2) % 65521 * (c.parties % 2147483647)
        % 2147483647) as bigint),
    cast(sum(((c.block % 2147483647) * $1 + $2) % 65521 * (c.changed_at % 2147483647)
        % 2147483647) as bigint)
from cell_party c
group by c.shape, c.fiscal_year, c.party_type
