insert into period_close (position, programme, kind, fiscal_year, closed, reason)
values ($1, $2, $3, $4, $5, $6)
