delete from idempotency_key where claimed_at < $1
