select
    b.id,
    b.source,
    b.purpose,
    coalesce((select max(r.n) from import_row r where r.batch = b.id), 0)
from import_batch b
where (
    select s.state
    from import_batch_state s
    where s.batch = b.id
    order by s.position desc
    limit 1
) = 'committed'
order by b.id
