insert into metric (digest, id, definition) values ($1, $2, $3) on conflict do nothing
