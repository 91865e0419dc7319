update second_factor set last_step = $2, is_enrolled = 1
where staff = $1 and last_step < $2
