update account set directory_mark = $2 where staff = $1 and directory_mark is null
