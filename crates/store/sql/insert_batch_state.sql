insert into import_batch_state (position, batch, state, counts) values ($1, $2, $3, $4)
