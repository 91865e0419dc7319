delete from one_time_link where digest = $1
