insert into workflow_step
    (position, programme, fiscal_year, step, version, decision_number, reason)
values ($1, $2, $3, $4, $5, $6, $7)
