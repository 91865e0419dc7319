select t.id
from party t
where t.purpose = $1
    and exists (select 1 from party_profile p where p.party = t.id)
    and not exists (
        select 1
        from engagement_role r
        join engagement e on e.position = r.position
        where r.party = t.id
            and (
                coalesce(e.ended_on, e.occurred_on) > $2
                -- Whoever is still in it has not gone.
                or e.ended_on is null
                and e.kind in (
                    'membership', 'certification', 'farm.lease', 'residency.dual', 'org.active',
                    'registry.basic', 'registry.premium'
                )
            )
    )
order by t.id
