select party, canon
from party_canon
where to_position is null and party in ($list)
