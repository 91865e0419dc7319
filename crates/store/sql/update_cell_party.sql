update cell_party set changed_at = case when changed_at > $5 then changed_at else $5 end,
parties = (
    select cast(coalesce(sum(distinct cast(1 as bigint) << cast(f.party % 60 as int)), 0) as bigint)
    from engagement_fact f
    where f.shape = $1
        and f.fiscal_year = $2
        and f.party_type = $3
        and f.party >= $4 * 60
        and f.party < $4 * 60 + 60
        and f.to_position is null
)
where shape = $1 and fiscal_year = $2 and party_type = $3 and block = $4
