-- Guards of the mark by which a ledger knows its key again.

create trigger key_mark_no_update before update on key_mark
begin select raise(abort, 'the ledger is append-only: key_mark'); end;
create trigger key_mark_no_delete before delete on key_mark
begin select raise(abort, 'the ledger is append-only: key_mark'); end;
