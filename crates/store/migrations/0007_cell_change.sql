create table cell_change (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    position bigint not null,
    rows bigint not null,
    evidence bigint not null,
    amount_yen bigint not null,
    quantity bigint not null,
    primary key (shape, fiscal_year, party_type, position)
) strict, without rowid;

insert into cell_change (
    shape, fiscal_year, party_type, position, rows, evidence, amount_yen, quantity
)
select
    c.shape,
    c.fiscal_year,
    c.party_type,
    c.position,
    cast(sum(c.rows) as bigint),
    cast(sum(c.evidence) as bigint),
    cast(sum(c.amount_yen) as bigint),
    cast(sum(c.quantity) as bigint)
from (
    select
        f.shape,
        f.fiscal_year,
        f.party_type,
        (select max(p.first_position) from posting p where p.first_position <= f.from_position)
            as position,
        f.rows,
        f.lead as evidence,
        coalesce(f.amount_yen, 0) as amount_yen,
        coalesce(f.quantity, 0) as quantity
    from engagement_fact f
    union all
    select
        f.shape,
        f.fiscal_year,
        f.party_type,
        (select max(p.first_position) from posting p where p.first_position <= f.to_position),
        -f.rows,
        -f.lead,
        -coalesce(f.amount_yen, 0),
        -coalesce(f.quantity, 0)
    from engagement_fact f
    where f.to_position is not null
) as c
group by c.shape, c.fiscal_year, c.party_type, c.position;

drop table cell_party;
create table cell_party (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    block bigint not null,
    parties bigint not null,
    changed_at bigint not null,
    primary key (shape, fiscal_year, party_type, block)
) strict, without rowid;

insert into cell_party (shape, fiscal_year, party_type, block, parties, changed_at)
select
    f.shape,
    f.fiscal_year,
    f.party_type,
    f.party / 60,
    cast(coalesce(sum(distinct case when f.to_position is null
        then cast(1 as bigint) << cast(f.party % 60 as int) end), 0) as bigint),
    max((select max(p.first_position) from posting p
        where p.first_position <= coalesce(f.to_position, f.from_position)))
from engagement_fact f
where f.party > 0
group by f.shape, f.fiscal_year, f.party_type, f.party / 60;

insert into schema_version (version) values (7);
