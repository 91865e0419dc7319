-- By what a ledger knows its key again: a keyed digest of nothing. With another key everybody who
-- is known would be somebody new.

create table key_mark (
    id bigint primary key,
    mark bigint not null
) strict;

insert into schema_version (version) values (5);
