insert into fact_shape (
    id, kind, basis, role, programme, scheme, class, tag, topic, answer, centre, club
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
