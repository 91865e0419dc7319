select
    b.id,
    b.source,
    b.file_name,
    p.recorded_at,
    p.recorded_by,
    s.name,
    (
        select t.state
        from import_batch_state t
        where t.batch = b.id
        order by t.position desc
        limit 1
    ),
    (
        select max(t.counts)
        from import_batch_state t
        where t.batch = b.id and t.state = 'committed'
    )
from import_batch b
join posting p on p.first_position = (
    select max(q.first_position) from posting q where q.first_position <= b.id
)
join staff s on s.id = p.recorded_by
where b.id < $1
order by b.id desc
limit $2
