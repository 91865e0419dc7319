create table cell_party (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    block bigint not null,
    parties bigint not null,
    primary key (shape, fiscal_year, party_type, block)
) strict, without rowid;

insert into cell_party (shape, fiscal_year, party_type, block, parties)
select
    shape,
    fiscal_year,
    party_type,
    party / 60,
    cast(sum(distinct cast(1 as bigint) << cast(party % 60 as int)) as bigint)
from engagement_fact
where to_position is null and party_type > 0
group by shape, fiscal_year, party_type, party / 60;

insert into schema_version (version) values (4);
