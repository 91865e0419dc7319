select name, kana, birth, postcode, address, telephone, mail, residence
from party_profile
where party = $1
order by revision desc
limit 1
