select string_agg(cast(first_position as text), ',' order by first_position) from posting
