insert into party_canon (party, from_position, to_position, canon) values ($1, $2, $3, $4)
