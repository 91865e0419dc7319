select position, staff, action, object, detail
from audit
where position >= $1
order by position
limit $2
