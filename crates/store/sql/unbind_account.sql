update account set directory_mark = null where staff = $1 and directory_mark is not null
