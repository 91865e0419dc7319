-- PostgreSQL holds units of work to how far they reach; its guards of this version say how.

insert into schema_version (version) values (9);
