insert into engagement (
    position, engagement, replaces, operation, kind, programme, activity, occurred_on,
    date_precision, ended_on, settled_on, recognized_on, amount_yen, quantity, quantity_scale,
    unit, age, scheme, class, tag, topic, answer, centre, club, attributes, reason, reason_text,
    batch, batch_row
) values (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29
)
