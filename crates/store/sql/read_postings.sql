select first_position, recorded_at from posting order by first_position
