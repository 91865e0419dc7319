select batch, n, engagements
from import_row
where verdict = 'updated' and engagements is not null
order by batch, n
