insert into login_attempt (digest, failures, last_at) values ($1, 1, $2)
on conflict (digest) do update
set failures = case when login_attempt.last_at < $4 then 1 else login_attempt.failures + 1 end,
    last_at = excluded.last_at
where login_attempt.failures = $3
