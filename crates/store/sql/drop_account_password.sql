update account set password = null where staff = $1
