select purpose from party where id = $1
