insert into purpose (id, label, legal_basis, retention_years) values ($1, $2, $3, $4)
on conflict (id) do update set
    label = excluded.label,
    legal_basis = excluded.legal_basis,
    retention_years = excluded.retention_years
