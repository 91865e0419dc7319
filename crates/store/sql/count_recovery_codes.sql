select count(*) from recovery_code where staff = $1
