select id, type || ' ' || purpose
from party
order by id
