select string_agg(
    p.party || ' ' || t.type || ' ' || hex(p.keys),
    ',' order by p.party, p.revision
)
from party t
join party_profile p on p.party = t.id
where t.purpose = $3 and t.id > $1 and t.id <= $2 and p.keys is not null
