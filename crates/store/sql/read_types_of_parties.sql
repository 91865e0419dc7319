select string_agg(p.id || ' ' || p.type, ',')
from party p
group by p.id / 1000
