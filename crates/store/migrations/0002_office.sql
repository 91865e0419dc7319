create table account (
    staff bigint primary key references staff (id),
    login text not null unique,
    password text,
    state text not null
) strict;

create table duty (
    id bigint primary key,
    staff bigint not null references staff (id),
    duty text not null,
    department text,
    from_day text not null,
    until_day text
) strict;
create index duty_by_staff on duty (staff);

create table session (
    digest text primary key,
    staff bigint not null references staff (id),
    created_at bigint not null,
    seen_at bigint not null,
    ends_at bigint not null,
    is_confirmed bigint not null
) strict;
create index session_by_staff on session (staff);

create table one_time_link (
    digest text primary key,
    staff bigint not null references staff (id),
    ends_at bigint not null
) strict;

create table second_factor (
    staff bigint primary key references staff (id),
    salt text not null,
    is_enrolled bigint not null,
    last_step bigint not null
) strict;

create table recovery_code (
    digest text primary key,
    staff bigint not null references staff (id)
) strict;

create table login_attempt (
    digest text primary key,
    failures bigint not null,
    last_at bigint not null
) strict;

create table assessment (
    position bigint primary key,
    programme text not null,
    fiscal_year bigint not null,
    kpi text not null,
    revision bigint not null,
    cause text not null,
    improvement text not null,
    outlook text not null,
    unique (programme, fiscal_year, kpi, revision)
) strict;

create table workflow_step (
    position bigint primary key,
    programme text not null,
    fiscal_year bigint not null,
    step text not null,
    version text,
    decision_number text,
    reason text
) strict;
create index workflow_step_by_programme on workflow_step (fiscal_year, programme, position);

create table meeting (
    position bigint primary key,
    fiscal_year bigint not null,
    held_on text not null,
    title text not null,
    participants text not null,
    minutes text not null
) strict;
create index meeting_by_year on meeting (fiscal_year, position);

create table remark (
    position bigint primary key,
    fiscal_year bigint not null,
    programme text not null,
    kpi text not null,
    answers bigint references remark (position),
    category text,
    text text not null
) strict;
create index remark_by_year on remark (fiscal_year, programme, position);

insert into schema_version (version) values (2);
