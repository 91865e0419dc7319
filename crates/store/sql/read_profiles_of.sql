select party, name, kana, birth, postcode, address, telephone, mail, residence
from party_profile
where party in ($list)
order by party, revision
