-- Guards of the mark by which a ledger knows its key again.

create trigger key_mark_append_only before update or delete or truncate on key_mark
for each statement execute function refuse_change();
