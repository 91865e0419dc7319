select position, held_on, title, participants, minutes, corrects
from meeting
where fiscal_year = $1
order by position
