select recorded_at from posting order by first_position limit 1
