update account set state = $2 where staff = $1
