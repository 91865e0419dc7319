select party, canon
from party_canon
where to_position is null and canon in ($list)
