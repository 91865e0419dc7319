delete from session where staff = $1 and digest = $2
