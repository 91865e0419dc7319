insert into assessment
    (position, programme, fiscal_year, kpi, revision, cause, improvement, outlook)
values ($1, $2, $3, $4, $5, $6, $7, $8)
