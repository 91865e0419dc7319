delete from idempotency_key
where digest = $1 and claimed_at = $2 and status is null
