delete from session where staff = $1
