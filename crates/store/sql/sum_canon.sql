select
    count(*),
    cast(coalesce(sum(((c.party % 2147483647) * $1 + (c.from_position % 2147483647) * $2) % 65521
        * (((c.canon % 2147483647) * $3
            + coalesce(c.to_position % 2147483647, 1073741789) * $4) % 2147483647)
        % 2147483647), 0) as bigint)
from party_canon c
