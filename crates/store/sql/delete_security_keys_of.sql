delete from security_key where staff = $1
