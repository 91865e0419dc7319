delete from access_token where staff = $1
