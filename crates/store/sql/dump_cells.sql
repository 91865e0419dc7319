select string_agg(
    shape
    || ' ' || fiscal_year
    || ' ' || party_type
    || ' ' || rows
    || ' ' || evidence
    || ' ' || amount_yen
    || ' ' || quantity,
    $1 order by shape, fiscal_year, party_type
)
from cell
where rows <> 0 or evidence <> 0 or amount_yen <> 0 or quantity <> 0
group by shape
order by shape
