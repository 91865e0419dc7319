delete from second_factor where staff = $1
