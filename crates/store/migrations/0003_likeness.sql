-- What a row says of whom, as a keyed 64-bit digest: rows of two files that bear the same one may
-- be one row written twice (重複候補). Rows of earlier versions have none, and resemble nothing.

alter table import_row add column likeness bigint;

insert into schema_version (version) values (3);
