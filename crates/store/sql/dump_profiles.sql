select
    party,
    name || ' / ' || kana || ' / ' || coalesce(birth, '~') || ' / ' || postcode || ' / '
    || address || ' / ' || telephone || ' / ' || mail || ' / ' || residence
from party_profile
order by party, revision
