insert into engagement_fact (
    shape, fiscal_year, party_type, party, from_position, ordinal, to_position, day, ended_day,
    age, rows, lead, amount_yen, quantity
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (shape, fiscal_year, party_type, party, from_position, ordinal)
do update set to_position = excluded.to_position
