insert into meeting (position, fiscal_year, held_on, title, participants, minutes, corrects)
values ($1, $2, $3, $4, $5, $6, $7)
