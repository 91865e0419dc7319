insert into party (id, type, purpose)
select id, type, purpose from staged_party
