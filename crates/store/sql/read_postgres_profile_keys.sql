select string_agg(
    p.party || ' ' || t.type || ' ' || encode(p.keys, 'hex'),
    ',' order by p.party, p.revision
)
from party_profile p
join party t on t.id = p.party
where p.party > $1 and p.party <= $2 and t.purpose = $3 and p.keys is not null
