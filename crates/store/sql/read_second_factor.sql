select salt, is_enrolled, last_step from second_factor where staff = $1
