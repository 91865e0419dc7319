delete from recovery_code where digest = $1 and staff = $2
