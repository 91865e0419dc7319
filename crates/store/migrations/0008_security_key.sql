-- A security key of somebody, for the second factor: what it signs is checked by its public key.

create table security_key (
    credential text primary key,
    staff bigint not null references staff (id),
    label text not null,
    host text not null,
    public_key text not null,
    algorithm bigint not null,
    counter bigint not null,
    created_at bigint not null
) strict;
create index security_key_by_staff on security_key (staff);

insert into schema_version (version) values (8);
