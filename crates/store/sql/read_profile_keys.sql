select p.party, t.type, p.keys
from party t
join party_profile p on p.party = t.id
where t.purpose = $1 and p.keys is not null
order by p.party, p.revision
