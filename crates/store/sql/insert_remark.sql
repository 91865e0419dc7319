insert into remark (position, fiscal_year, programme, kpi, answers, category, text)
values ($1, $2, $3, $4, $5, $6, $7)
