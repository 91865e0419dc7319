select count(*) from party where purpose = $1
