update account set password = $2 where staff = $1
