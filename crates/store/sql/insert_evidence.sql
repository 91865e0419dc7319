insert into evidence (position, proves, kind, digest, title, retained_until, visibility)
values ($1, $2, $3, $4, $5, $6, $7)
