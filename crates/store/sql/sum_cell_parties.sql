select
    c.shape,
    c.fiscal_year,
    c.party_type,
    cast(sum(((c.block % 2147483647) * $1 + $2) % 65521 * (c.parties % 2147483647)
        % 2147483647) as bigint)
from cell_party c
where c.parties <> 0
group by c.shape, c.fiscal_year, c.party_type
