insert into engagement_fact (
    shape, fiscal_year, party_type, party, from_position, ordinal, day, ended_day, age, rows,
    lead, amount_yen, quantity
)
select
    $1, fiscal_year, party_type, party, from_position + $2, ordinal, day, ended_day, age, rows,
    lead, amount_yen, quantity
from staged_engagement_fact
where shape = $3
order by fiscal_year, party_type, party, from_position, ordinal
