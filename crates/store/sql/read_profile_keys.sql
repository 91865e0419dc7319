select
    p.party, t.type, t.purpose,
    p.name_key, p.kana_key, p.birth_key, p.address_key, p.telephone_key, p.mail_key
from party_profile p
join party t on t.id = p.party
order by p.party, p.revision
