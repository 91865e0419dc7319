select coalesce(max(last_position), 0) from posting where recorded_at <= $1
