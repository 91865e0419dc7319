select
    r.batch, r.n, r.external_key, r.content_hash, r.ordinal, r.verdict, r.issues, r.engagements,
    r.decided_by
from import_batch b
join import_row r on r.batch = b.id
where b.source = $1
    and (
        select s.state
        from import_batch_state s
        where s.batch = b.id
        order by s.position desc
        limit 1
    ) = 'committed'
order by r.batch, r.n
