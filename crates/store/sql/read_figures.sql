select
    position, edition, programme, kpi, fiscal_year, as_of, metric, amounts, rows, distinct_parties,
    evidence, status, reason, input_digest
from figure
where fiscal_year = $1
order by position
