insert into import_block (batch, first_row, rows, content) values ($1, $2, $3, $4)
