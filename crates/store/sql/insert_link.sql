insert into party_link (position, a, b, verdict, reasons, basis) values ($1, $2, $3, $4, $5, $6)
