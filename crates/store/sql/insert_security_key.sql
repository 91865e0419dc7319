insert into security_key (credential, staff, label, host, public_key, algorithm, counter, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (credential) do nothing
