update import_block set content = $3, disposed_at = $4 where batch = $1 and first_row = $2
