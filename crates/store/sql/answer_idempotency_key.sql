update idempotency_key
set status = $3, answer = $4
where digest = $1 and claimed_at = $2 and status is null
