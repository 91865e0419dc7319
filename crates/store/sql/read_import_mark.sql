select
    coalesce((select max(position) from import_batch_state), 0),
    coalesce((select max(id) from party), 0)
