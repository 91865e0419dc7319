update duty set until_day = $4
where staff = $1 and duty = $2 and coalesce(department, '') = $3
    and (until_day is null or until_day > $4)
