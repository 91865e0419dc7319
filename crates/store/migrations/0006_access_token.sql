-- A program's way in, as somebody of the office: known by the digest of its secret.

create table access_token (
    digest text primary key,
    staff bigint not null references staff (id),
    label text not null,
    created_at bigint not null,
    ends_at bigint not null
) strict;
create index access_token_by_staff on access_token (staff);

insert into schema_version (version) values (6);
