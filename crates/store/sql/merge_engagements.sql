insert into engagement (
    position, engagement, operation, kind, programme, activity, occurred_on, date_precision,
    ended_on, settled_on, recognized_on, amount_yen, quantity, quantity_scale, unit, age, scheme,
    class, tag, topic, answer, centre, club, attributes, batch, batch_row
)
select
    position + $1, engagement + $1, operation, kind, programme, activity, occurred_on,
    date_precision, ended_on, settled_on, recognized_on, amount_yen, quantity, quantity_scale,
    unit, age, scheme, class, tag, topic, answer, centre, club, attributes, $2, batch_row
from staged_engagement
