select
    audit.position,
    staff.name,
    audit.staff,
    audit.action,
    audit.object,
    audit.detail,
    (
        select posting.recorded_at
        from posting
        where posting.first_position <= audit.position
        order by posting.first_position desc
        limit 1
    )
from audit
inner join staff on audit.staff = staff.id
where
    audit.position < $1
    and audit.position > $2
    and ($3 = 0 or audit.staff = $3)
    and ($4 = '' or $4 like '%,' || audit.action || ',%')
order by audit.position desc
limit $5
