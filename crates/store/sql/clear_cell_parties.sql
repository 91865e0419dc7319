delete from cell_party
