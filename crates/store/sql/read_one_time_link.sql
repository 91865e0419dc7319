select staff, ends_at from one_time_link where digest = $1
