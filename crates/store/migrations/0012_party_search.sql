-- Somebody is looked up by the keys of their name and reading, which say neither; and a 廃棄記録 by
-- the number of whom it is of.

create index party_profile_by_name on party_profile (substr(keys, 1, 8), party);
create index party_profile_by_kana on party_profile (substr(keys, 33, 8), party);
create index audit_of_disposal on audit (object) where action = 'disposed';

insert into schema_version (version) values (12);
