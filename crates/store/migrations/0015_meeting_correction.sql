-- Which record of a meeting another one takes the place of: its day and name may have been wrong too.

alter table meeting add column corrects bigint references meeting (position);

insert into schema_version (version) values (15);
