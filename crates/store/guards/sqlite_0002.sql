-- Guards of the tables that came with the office's accounts and its yearly workflow.

create trigger assessment_no_update before update on assessment
begin select raise(abort, 'the ledger is append-only: assessment'); end;
create trigger assessment_no_delete before delete on assessment
begin select raise(abort, 'the ledger is append-only: assessment'); end;
create trigger workflow_step_no_update before update on workflow_step
begin select raise(abort, 'the ledger is append-only: workflow_step'); end;
create trigger workflow_step_no_delete before delete on workflow_step
begin select raise(abort, 'the ledger is append-only: workflow_step'); end;
create trigger meeting_no_update before update on meeting
begin select raise(abort, 'the ledger is append-only: meeting'); end;
create trigger meeting_no_delete before delete on meeting
begin select raise(abort, 'the ledger is append-only: meeting'); end;
create trigger remark_no_update before update on remark
begin select raise(abort, 'the ledger is append-only: remark'); end;
create trigger remark_no_delete before delete on remark
begin select raise(abort, 'the ledger is append-only: remark'); end;
