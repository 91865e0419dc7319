select shape, fiscal_year, party_type, rows, evidence, amount_yen, quantity
from cell
where rows <> 0 or evidence <> 0 or amount_yen <> 0 or quantity <> 0
