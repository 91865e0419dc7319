select object
from audit
where position > $1 and staff = $2 and action = $3 and object is not null
order by position
