update session set seen_at = $2 where digest = $1 and seen_at < $2
