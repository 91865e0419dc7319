with recursive given (scheme) as (
    select min(scheme) from party_identifier
    union all
    select (select min(i.scheme) from party_identifier i where i.scheme > given.scheme)
    from given
    where given.scheme is not null
)
select party
from (
    select party
    from party_profile
    where substr(keys, 1, 8) in ($1, $2) and party > $6
    union
    select party
    from party_profile
    where substr(keys, 33, 8) in ($3, $4) and party > $6
    union
    select i.party
    from given
    join party_identifier i on i.scheme = given.scheme
    where i.value = $5 and i.party > $6
) found
order by party
limit $7
