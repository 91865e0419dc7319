select string_agg(party || ' ' || canon, ',')
from party_canon
where from_position <= $1 and (to_position is null or to_position > $1)
