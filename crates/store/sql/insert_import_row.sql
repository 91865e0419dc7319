insert into import_row (
    batch, n, external_key, content_hash, ordinal, verdict, issues, engagements, decided_by,
    likeness
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
