select string_agg(
    party
    || ' ' || from_position
    || coalesce(' ' || to_position, ' ~')
    || ' ' || canon,
    $1 order by party, from_position
)
from party_canon
group by party / 1000
order by party / 1000
