update security_key set counter = $2
where credential = $1 and (counter < $2 or (counter = 0 and $2 = 0))
