select id, source, file_name from import_batch order by id desc limit $1
