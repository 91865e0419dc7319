delete from login_attempt where (failures > 0 and last_at < $1) or last_at < $2
