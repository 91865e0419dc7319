insert into import_block (batch, first_row, rows, content)
select $1, first_row, rows, content from staged_import_block
