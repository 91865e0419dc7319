insert into series_obs (
    position, series, definition, part, period, value, release, published_on, batch, batch_row
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
