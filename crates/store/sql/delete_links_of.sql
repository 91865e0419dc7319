delete from one_time_link where staff = $1
