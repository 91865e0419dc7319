insert into engagement_role (position, ordinal, role, party) values ($1, $2, $3, $4)
