select
    f.shape,
    f.fiscal_year,
    f.party_type,
    count(*),
    cast(sum(((f.from_position % 2147483647) * $1 + f.ordinal * $2) % 65521) as bigint),
    cast(sum((
        ((f.from_position % 2147483647) * $1 + f.ordinal * $2) % 65521 * ((
            (f.party % 2147483647) * $3
            + coalesce(f.to_position % 2147483647, 1073741789) * $4
            + f.day * $5
            + coalesce(f.ended_day, 1073741789) * $6
            + coalesce(f.age, 1073741789) * $7
            + f.rows * $8
            + f.lead * $9
            + coalesce(f.amount_yen % 2147483647, 1073741789) * $10
            + coalesce(f.quantity % 2147483647, 1073741789) * $11
        ) % 2147483647)
    ) % 2147483647) as bigint)
from engagement_fact f
group by f.shape, f.fiscal_year, f.party_type
