create temporary table staged_party as select * from party where 1 = 0;
create table beside.staged_party_profile as -- only sqlite
create temporary table staged_party_profile as -- only postgres
select * from party_profile where 1 = 0;
create table beside.staged_party_identifier as -- only sqlite
create temporary table staged_party_identifier as -- only postgres
select * from party_identifier where 1 = 0;
create temporary table staged_engagement as select * from engagement where 1 = 0;
create temporary table staged_engagement_role as select * from engagement_role where 1 = 0;
create temporary table staged_import_row as select * from import_row where 1 = 0;
create table beside.staged_import_block as -- only sqlite
create temporary table staged_import_block as -- only postgres
select * from import_block where 1 = 0;
create temporary table staged_engagement_fact (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    party bigint not null,
    from_position bigint not null,
    ordinal bigint not null,
    to_position bigint,
    day bigint not null,
    ended_day bigint,
    age bigint,
    rows bigint not null,
    lead bigint not null,
    amount_yen bigint,
    quantity bigint,
    primary key (shape, fiscal_year, party_type, party, from_position, ordinal)
) strict, without rowid;
