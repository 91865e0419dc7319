select string_agg(
    position
    || ' ' || a
    || ' ' || b
    || ' ' || length(verdict) || ':' || verdict
    || coalesce(' ' || length(reasons) || ':' || reasons, ' ~')
    || coalesce(' ' || length(basis) || ':' || basis, ' ~'),
    $3 order by position
)
from party_link
where position between $1 and $2
group by position / 500
order by position / 500
