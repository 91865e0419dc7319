select party from party_identifier where scheme = $1 and value = $2 order by party
