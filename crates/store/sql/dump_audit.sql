select staff.name, audit.action || ' ' || coalesce(audit.detail, '~')
from audit
inner join staff on audit.staff = staff.id
order by audit.position
