select p.party, t.type, t.purpose, p.keys
from party_profile p
join party t on t.id = p.party
where p.keys is not null
order by p.party, p.revision
