select position, role, party
from engagement_role
where position in ($list)
order by position, ordinal
