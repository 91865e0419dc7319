select string_agg(
    position
    || ' ' || engagement
    || coalesce(' ' || replaces, ' ~')
    || ' ' || length(operation) || ':' || operation
    || ' ' || length(kind) || ':' || kind
    || coalesce(' ' || length(programme) || ':' || programme, ' ~')
    || coalesce(' ' || length(activity) || ':' || activity, ' ~')
    || ' ' || length(occurred_on) || ':' || occurred_on
    || ' ' || length(date_precision) || ':' || date_precision
    || coalesce(' ' || length(ended_on) || ':' || ended_on, ' ~')
    || coalesce(' ' || length(settled_on) || ':' || settled_on, ' ~')
    || coalesce(' ' || length(recognized_on) || ':' || recognized_on, ' ~')
    || coalesce(' ' || amount_yen, ' ~')
    || coalesce(' ' || quantity, ' ~')
    || coalesce(' ' || quantity_scale, ' ~')
    || ' ' || length(unit) || ':' || unit
    || coalesce(' ' || age, ' ~')
    || coalesce(' ' || length(scheme) || ':' || scheme, ' ~')
    || coalesce(' ' || length(class) || ':' || class, ' ~')
    || coalesce(' ' || length(tag) || ':' || tag, ' ~')
    || coalesce(' ' || length(topic) || ':' || topic, ' ~')
    || coalesce(' ' || length(answer) || ':' || answer, ' ~')
    || coalesce(' ' || length(centre) || ':' || centre, ' ~')
    || coalesce(' ' || length(club) || ':' || club, ' ~')
    || coalesce(' ' || length(attributes) || ':' || attributes, ' ~')
    || coalesce(' ' || length(reason) || ':' || reason, ' ~')
    || coalesce(' ' || length(reason_text) || ':' || reason_text, ' ~')
    || coalesce(' ' || batch, ' ~')
    || coalesce(' ' || batch_row, ' ~'),
    $3 order by position
)
from engagement
where position between $1 and $2
group by position / 500
order by position / 500
