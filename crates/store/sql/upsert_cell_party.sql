insert into cell_party (shape, fiscal_year, party_type, block, parties, changed_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (shape, fiscal_year, party_type, block) do update set
    parties = cell_party.parties | excluded.parties,
    changed_at = excluded.changed_at
