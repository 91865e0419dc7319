select name, kana, address
from party_profile
join party on party.id = party_profile.party
where party.type in ('person', 'household')
order by party, revision
