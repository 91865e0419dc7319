insert into party_identifier (party, scheme, value, position) values ($1, $2, $3, $4)
on conflict do nothing
