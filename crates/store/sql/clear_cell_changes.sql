delete from cell_change
