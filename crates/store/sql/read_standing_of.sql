select r.party, e.position, e.programme, e.occurred_on, e.date_precision
from engagement_role r
join engagement e on e.position = r.position
where r.party in ($list) and e.operation <> 'void'
and not exists (
    select 1
    from engagement n
    where n.engagement = e.engagement and n.position > e.position and n.replaces is not null
)
order by r.party, e.position
