select string_agg(
    shape
    || ' ' || fiscal_year
    || ' ' || party_type
    || ' ' || block
    || ' ' || parties,
    $1 order by shape, fiscal_year, party_type, block
)
from cell_party
where parties <> 0
group by shape
order by shape
