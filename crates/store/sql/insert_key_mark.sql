insert into key_mark (id, mark) values (1, $1)
on conflict do nothing
