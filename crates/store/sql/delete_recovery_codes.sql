delete from recovery_code where staff = $1
