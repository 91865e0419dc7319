select b.id
from import_batch b
where b.file_digest = $1
    and (
        select s.state
        from import_batch_state s
        where s.batch = b.id
        order by s.position desc
        limit 1
    ) = 'committed'
order by b.id
