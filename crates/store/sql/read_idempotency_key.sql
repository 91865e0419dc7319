select request, status, answer from idempotency_key where digest = $1
