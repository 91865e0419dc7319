-- The ledger knows only `insert`. With recursive_triggers on, `insert or replace` fires the guard
-- against deletion too.

create trigger posting_no_update before update on posting
begin select raise(abort, 'the ledger is append-only: posting'); end;
create trigger posting_no_delete before delete on posting
begin select raise(abort, 'the ledger is append-only: posting'); end;
create trigger party_no_update before update on party
begin select raise(abort, 'the ledger is append-only: party'); end;
create trigger party_no_delete before delete on party
begin select raise(abort, 'the ledger is append-only: party'); end;
create trigger party_link_no_update before update on party_link
begin select raise(abort, 'the ledger is append-only: party_link'); end;
create trigger party_link_no_delete before delete on party_link
begin select raise(abort, 'the ledger is append-only: party_link'); end;
create trigger import_batch_no_update before update on import_batch
begin select raise(abort, 'the ledger is append-only: import_batch'); end;
create trigger import_batch_no_delete before delete on import_batch
begin select raise(abort, 'the ledger is append-only: import_batch'); end;
create trigger import_batch_state_no_update before update on import_batch_state
begin select raise(abort, 'the ledger is append-only: import_batch_state'); end;
create trigger import_batch_state_no_delete before delete on import_batch_state
begin select raise(abort, 'the ledger is append-only: import_batch_state'); end;
create trigger import_row_no_update before update on import_row
begin select raise(abort, 'the ledger is append-only: import_row'); end;
create trigger import_row_no_delete before delete on import_row
begin select raise(abort, 'the ledger is append-only: import_row'); end;
create trigger engagement_no_update before update on engagement
begin select raise(abort, 'the ledger is append-only: engagement'); end;
create trigger engagement_no_delete before delete on engagement
begin select raise(abort, 'the ledger is append-only: engagement'); end;
create trigger engagement_role_no_update before update on engagement_role
begin select raise(abort, 'the ledger is append-only: engagement_role'); end;
create trigger engagement_role_no_delete before delete on engagement_role
begin select raise(abort, 'the ledger is append-only: engagement_role'); end;
create trigger evidence_no_update before update on evidence
begin select raise(abort, 'the ledger is append-only: evidence'); end;
create trigger evidence_no_delete before delete on evidence
begin select raise(abort, 'the ledger is append-only: evidence'); end;
create trigger period_close_no_update before update on period_close
begin select raise(abort, 'the ledger is append-only: period_close'); end;
create trigger period_close_no_delete before delete on period_close
begin select raise(abort, 'the ledger is append-only: period_close'); end;
create trigger series_obs_no_update before update on series_obs
begin select raise(abort, 'the ledger is append-only: series_obs'); end;
create trigger series_obs_no_delete before delete on series_obs
begin select raise(abort, 'the ledger is append-only: series_obs'); end;
create trigger metric_no_update before update on metric
begin select raise(abort, 'the ledger is append-only: metric'); end;
create trigger metric_no_delete before delete on metric
begin select raise(abort, 'the ledger is append-only: metric'); end;
create trigger figure_no_update before update on figure
begin select raise(abort, 'the ledger is append-only: figure'); end;
create trigger figure_no_delete before delete on figure
begin select raise(abort, 'the ledger is append-only: figure'); end;
create trigger audit_no_update before update on audit
begin select raise(abort, 'the ledger is append-only: audit'); end;
create trigger audit_no_delete before delete on audit
begin select raise(abort, 'the ledger is append-only: audit'); end;
create trigger ledger_seal_no_update before update on ledger_seal
begin select raise(abort, 'the ledger is append-only: ledger_seal'); end;
create trigger ledger_seal_no_delete before delete on ledger_seal
begin select raise(abort, 'the ledger is append-only: ledger_seal'); end;
create trigger schema_version_no_update before update on schema_version
begin select raise(abort, 'the ledger is append-only: schema_version'); end;
create trigger schema_version_no_delete before delete on schema_version
begin select raise(abort, 'the ledger is append-only: schema_version'); end;
create trigger definition_no_update before update on definition
begin select raise(abort, 'the ledger is append-only: definition'); end;
create trigger definition_no_delete before delete on definition
begin select raise(abort, 'the ledger is append-only: definition'); end;
