select position, role, party
from engagement_role
where position > $1 and position <= $2
order by position, ordinal
