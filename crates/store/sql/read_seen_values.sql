select distinct kind, scheme, class, tag, topic, answer, centre, club
from fact_shape
order by kind
