select first_row, content
from import_block
where batch = $1 and first_row <= $2 and $2 < first_row + rows
order by first_row desc
limit 1
