select position, a, b, verdict
from party_link
where a in ($list) or b in ($list)
order by position
