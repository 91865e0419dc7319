update party_canon set to_position = $1 where party = $2 and to_position is null
