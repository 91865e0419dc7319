select mark from key_mark where id = 1
