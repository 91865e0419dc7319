select id from import_batch where source = $1 order by id
