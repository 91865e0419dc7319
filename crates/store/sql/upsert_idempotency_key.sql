insert into idempotency_key (digest, token, request, claimed_at) values ($1, $2, $3, $4)
on conflict (digest) do update
set claimed_at = excluded.claimed_at
where idempotency_key.status is null
and idempotency_key.request = excluded.request
and idempotency_key.claimed_at < $5
