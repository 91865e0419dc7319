select party, scheme, value from party_identifier order by party, scheme, value
