select state from import_batch_state where batch = $1 order by position desc limit 1
