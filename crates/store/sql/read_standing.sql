select e.position, coalesce(b.purpose, (
    select p.purpose
    from engagement_role r
    join party p on p.id = r.party
    where r.position = e.position
    order by r.ordinal
    limit 1
), '')
from engagement e
join engagement f on f.position = e.engagement
left join import_batch b on b.id = f.batch
where e.operation <> 'void'
    and ($1 = '' or e.kind = $1)
    and ($2 = '' or e.programme = $2)
    and ($3 = '' or e.occurred_on >= $3)
    and ($4 = '' or e.occurred_on <= $4)
    and ($5 = 0 or f.batch = $5)
    and not exists (
        select 1
        from engagement l
        where l.engagement = e.engagement
            and l.replaces is not null
            and l.position > e.position
    )
order by e.engagement
