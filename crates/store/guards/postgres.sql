-- The ledger knows only `insert`. A guard of a whole statement costs bulk loading nothing.

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: %', tg_table_name;
end $$;

create trigger posting_append_only before update or delete or truncate on posting
for each statement execute function refuse_change();
create trigger party_append_only before update or delete or truncate on party
for each statement execute function refuse_change();
create trigger party_link_append_only before update or delete or truncate on party_link
for each statement execute function refuse_change();
create trigger import_batch_append_only before update or delete or truncate on import_batch
for each statement execute function refuse_change();
create trigger import_batch_state_append_only before update or delete or truncate on import_batch_state
for each statement execute function refuse_change();
create trigger import_row_append_only before update or delete or truncate on import_row
for each statement execute function refuse_change();
create trigger engagement_append_only before update or delete or truncate on engagement
for each statement execute function refuse_change();
create trigger engagement_role_append_only before update or delete or truncate on engagement_role
for each statement execute function refuse_change();
create trigger evidence_append_only before update or delete or truncate on evidence
for each statement execute function refuse_change();
create trigger period_close_append_only before update or delete or truncate on period_close
for each statement execute function refuse_change();
create trigger series_obs_append_only before update or delete or truncate on series_obs
for each statement execute function refuse_change();
create trigger metric_append_only before update or delete or truncate on metric
for each statement execute function refuse_change();
create trigger figure_append_only before update or delete or truncate on figure
for each statement execute function refuse_change();
create trigger audit_append_only before update or delete or truncate on audit
for each statement execute function refuse_change();
create trigger ledger_seal_append_only before update or delete or truncate on ledger_seal
for each statement execute function refuse_change();
create trigger schema_version_append_only before update or delete or truncate on schema_version
for each statement execute function refuse_change();
create trigger definition_append_only before update or delete or truncate on definition
for each statement execute function refuse_change();
