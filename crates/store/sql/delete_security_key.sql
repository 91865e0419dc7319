delete from security_key where staff = $1 and credential = $2
