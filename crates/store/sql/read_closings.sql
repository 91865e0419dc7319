select position, programme, kind, fiscal_year, closed, reason from period_close order by position
