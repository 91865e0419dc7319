select position, a, b, verdict from party_link order by position
