insert into import_batch (id, source, mapping, purpose, file_name, file_digest)
values ($1, $2, $3, $4, $5, $6)
