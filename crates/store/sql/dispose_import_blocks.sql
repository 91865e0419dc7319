update import_block set content = null, disposed_at = $2 where batch = $1
