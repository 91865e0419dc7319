select e.position, e.batch, e.batch_row, b.source, b.file_name
from engagement e
join import_batch b on b.id = e.batch
where e.position in ($list)
