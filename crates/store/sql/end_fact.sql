update engagement_fact
set to_position = $7
where shape = $1 and fiscal_year = $2 and party_type = $3 and party = $4 and from_position = $5
    and ordinal = $6
