delete from party_identifier where party = $1
