select failures, last_at from login_attempt where digest = $1
