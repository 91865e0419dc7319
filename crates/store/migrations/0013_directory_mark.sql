-- Whom the city's directory knows an account's holder as: a keyed digest of its issuer and subject,
-- none before their first login by it. Names go to somebody else in time, and subjects do not.

alter table account add column directory_mark text;

insert into schema_version (version) values (13);
