insert into login_attempt (digest, failures, last_at) values ($1, 0, $2)
on conflict (digest) do update set last_at = excluded.last_at
