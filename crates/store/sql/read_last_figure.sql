select coalesce(max(position), 0) from figure where fiscal_year = $1
