select string_agg(
    shape
    || ' ' || fiscal_year
    || ' ' || party_type
    || ' ' || party
    || ' ' || from_position
    || ' ' || ordinal
    || coalesce(' ' || to_position, ' ~')
    || ' ' || day
    || coalesce(' ' || ended_day, ' ~')
    || coalesce(' ' || age, ' ~')
    || ' ' || rows
    || ' ' || lead
    || coalesce(' ' || amount_yen, ' ~')
    || coalesce(' ' || quantity, ' ~'),
    $1 order by shape, fiscal_year, party_type, party, from_position, ordinal
)
from engagement_fact
group by shape, fiscal_year
order by shape, fiscal_year
