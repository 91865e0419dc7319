select
    position, engagement, replaces, operation, kind, programme, activity, occurred_on,
    date_precision, ended_on, settled_on, recognized_on, amount_yen, quantity, quantity_scale,
    unit, age, scheme, class, tag, topic, answer, centre, club, attributes, reason, reason_text,
    batch
from engagement
where position in ($list)
union all
select
    position, engagement, replaces, operation, kind, programme, activity, occurred_on,
    date_precision, ended_on, settled_on, recognized_on, amount_yen, quantity, quantity_scale,
    unit, age, scheme, class, tag, topic, answer, centre, club, attributes, reason, reason_text,
    batch
from engagement
where engagement in ($list) and replaces is not null
order by 1
