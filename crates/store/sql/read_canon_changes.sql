select string_agg(
    party || ' ' || canon || ' ' || from_position || ' ' || coalesce(to_position, 0), ','
)
from party_canon
where (from_position > $1 and from_position <= $2) or (to_position > $1 and to_position <= $2)
