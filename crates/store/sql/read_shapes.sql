select id, kind, basis, role, programme, scheme, class, tag, topic, answer, centre, club
from fact_shape
