delete from access_token where staff = $1 and digest = $2
