insert into series (id, definition, label, unit, publisher, definition_text, ended)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id, definition) do update set
    label = excluded.label,
    unit = excluded.unit,
    publisher = excluded.publisher,
    definition_text = excluded.definition_text,
    ended = excluded.ended
