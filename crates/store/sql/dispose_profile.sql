delete from party_profile where party = $1
