delete from login_attempt where last_at < $1
