select party, scheme, value
from party_identifier
where party in ($list)
order by party, scheme, value
