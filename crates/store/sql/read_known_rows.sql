select
    r.batch,
    string_agg(
        r.n
        || ' ' || r.content_hash
        || ' ' || r.ordinal
        || ' ' || r.verdict
        || ' ' || coalesce(r.engagements, '-')
        || ' ' || coalesce('=' || r.external_key, '-'),
        $2 order by r.n
    )
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
group by r.batch, r.n / 500
order by r.batch, r.n / 500
