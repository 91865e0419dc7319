select (select count(*) from second_factor where staff = $1 and is_enrolled = 1)
    + (select count(*) from security_key where staff = $1 and host = coalesce($2, host))
