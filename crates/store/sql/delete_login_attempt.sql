delete from login_attempt where digest = $1
