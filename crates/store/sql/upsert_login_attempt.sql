insert into login_attempt (digest, failures, last_at) values ($1, cast($3 as bigint) + 1, $2)
on conflict (digest) do update
set failures = login_attempt.failures + 1, last_at = excluded.last_at
where login_attempt.failures = $3
