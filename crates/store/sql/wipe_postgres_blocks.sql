vacuum (full) import_block
