select position, a, b, verdict
from party_link
where position in ($list)
order by position
