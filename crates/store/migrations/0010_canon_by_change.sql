-- Who came to be counted under which number, by when that changed: what stands in memory is brought
-- up to date by it, and what came behind a frozen figure is found.

create index party_canon_by_begin on party_canon (from_position);
create index party_canon_by_end on party_canon (to_position) where to_position is not null;

insert into schema_version (version) values (10);
