insert into party_profile (
    party, revision, position, name, kana, birth, postcode, address, telephone, mail, residence,
    keys
)
select
    party, revision, $1, name, kana, birth, postcode, address, telephone, mail, residence, keys
from staged_party_profile
