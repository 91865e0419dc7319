delete from idempotency_key
where token = $1
and claimed_at <= (
    select claimed_at from idempotency_key where token = $1
    order by claimed_at desc
    limit 1 offset $2
)
