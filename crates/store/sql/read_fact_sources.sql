select string_agg(
    e.position
    || ' ' || e.kind
    || ' ' || e.occurred_on
    || ' ' || coalesce(e.ended_on, '~')
    || ' ' || coalesce(e.settled_on, '~')
    || ' ' || coalesce(e.recognized_on, '~')
    || coalesce(' ' || e.amount_yen, ' ~')
    || coalesce(' ' || e.quantity, ' ~')
    || coalesce(' ' || e.quantity_scale, ' ~')
    || coalesce(' ' || e.age, ' ~')
    || coalesce((
        select string_agg(r.told, '')
        from (
            select ' ' || role || ' ' || party as told
            from engagement_role
            where position = e.position
            order by ordinal
        ) r
    ), '')
    || coalesce($3 || '=' || e.programme, $3)
    || coalesce($3 || '=' || e.scheme, $3)
    || coalesce($3 || '=' || e.class, $3)
    || coalesce($3 || '=' || e.tag, $3)
    || coalesce($3 || '=' || e.topic, $3)
    || coalesce($3 || '=' || e.answer, $3)
    || coalesce($3 || '=' || e.centre, $3)
    || coalesce($3 || '=' || e.club, $3),
    $4
)
from engagement e
where e.position > $1 and e.position <= $2 and e.operation <> 'void'
