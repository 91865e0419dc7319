-- What a program sent under a key of its own, and what it was answered, for a day. Key and request
-- are keyed digests; an answer says numbers of records and nothing of anybody.

create table idempotency_key (
    digest text primary key,
    token text not null,
    request text not null,
    claimed_at bigint not null,
    status bigint,
    answer text
) strict;
create index idempotency_key_by_token on idempotency_key (token, claimed_at);
create index idempotency_key_by_age on idempotency_key (claimed_at);

insert into schema_version (version) values (11);
