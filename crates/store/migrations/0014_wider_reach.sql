-- PostgreSQL holds more of what units of work write to how far they reach; its guards of this version
-- say what.

insert into schema_version (version) values (14);
