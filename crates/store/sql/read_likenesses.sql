select
    b.source,
    string_agg(
        r.likeness
        || ' ' || case when r.external_key is null then '-' else '=' end
        || ' ' || r.engagements,
        $3 order by r.n
    )
from import_batch b
join import_row r on r.batch = b.id
where b.purpose = $1
    and r.likeness is not null
    and r.engagements is not null
    and (b.source <> $2 or r.external_key is null or $4 = 1)
    and (
        select s.state
        from import_batch_state s
        where s.batch = b.id
        order by s.position desc
        limit 1
    ) = 'committed'
group by b.id, r.n / 500
order by b.id, r.n / 500
