select
    a,
    b,
    verdict || ' ' || coalesce(reasons, '~') || ' ' || coalesce(basis, '~')
from party_link
order by position
