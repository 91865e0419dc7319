insert into meeting (position, fiscal_year, held_on, title, participants, minutes)
values ($1, $2, $3, $4, $5, $6)
