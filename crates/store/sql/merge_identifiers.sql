insert into party_identifier (party, scheme, value, position)
select party, scheme, value, $1 from staged_party_identifier where true
on conflict do nothing
