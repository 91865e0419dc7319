select string_agg(
    p.party
    || ' ' || t.type
    || ' ' || coalesce(cast(p.name_key as text), '~')
    || ' ' || coalesce(cast(p.kana_key as text), '~')
    || ' ' || coalesce(cast(p.birth_key as text), '~')
    || ' ' || coalesce(cast(p.address_key as text), '~')
    || ' ' || coalesce(cast(p.telephone_key as text), '~')
    || ' ' || coalesce(cast(p.mail_key as text), '~')
    || ' ' || t.purpose,
    $1 order by p.party, p.revision
)
from party_profile p
join party t on t.id = p.party
group by p.party / 500
order by p.party / 500
