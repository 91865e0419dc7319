update session
set digest = $2, created_at = $3, seen_at = $4, ends_at = $5, is_confirmed = 1
where digest = $1
