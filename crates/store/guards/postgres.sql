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

-- PostgreSQL looks a foreign key up row by row, which took two thirds of the time that an import
-- holds the ledger. Where many rows come at once, all rows of a statement are looked up together.
-- What they refer to is never deleted, so nothing has to be locked either.

create trigger purpose_stays before delete or truncate on purpose
for each statement execute function refuse_change();
create trigger staff_stays before delete or truncate on staff
for each statement execute function refuse_change();

create function refuse_orphans() returns trigger language plpgsql set enable_seqscan = on as $$
declare
    ours constant text := tg_argv[0];
    theirs constant text := tg_argv[1];
    orphan text;
begin
    -- Not `limit 1`: in the hope of an early find every row would be looked up by itself.
    execute format(
        'select min(added.%1$I)::text from added where not exists '
        '(select from %2$I as known where known.%3$I = added.%1$I)',
        ours, theirs, tg_argv[2]
    ) into orphan;
    if orphan is not null then
        raise foreign_key_violation
            using message = format('%s.%s: no %s %s', tg_table_name, ours, theirs, orphan);
    end if;
    return null;
end $$;

alter table party drop constraint party_purpose_fkey;
create trigger party_purpose_is_known after insert on party referencing new table as added
for each statement execute function refuse_orphans('purpose', 'purpose', 'id');

alter table party_profile drop constraint party_profile_party_fkey;
create trigger party_profile_party_is_known after insert on party_profile referencing new table as added
for each statement execute function refuse_orphans('party', 'party', 'id');

alter table party_identifier drop constraint party_identifier_party_fkey;
create trigger party_identifier_party_is_known after insert on party_identifier referencing new table as added
for each statement execute function refuse_orphans('party', 'party', 'id');

alter table engagement drop constraint engagement_batch_fkey;
create trigger engagement_batch_is_known after insert on engagement referencing new table as added
for each statement execute function refuse_orphans('batch', 'import_batch', 'id');

alter table engagement_role drop constraint engagement_role_position_fkey;
create trigger engagement_role_position_is_known after insert on engagement_role referencing new table as added
for each statement execute function refuse_orphans('position', 'engagement', 'position');

alter table engagement_role drop constraint engagement_role_party_fkey;
create trigger engagement_role_party_is_known after insert on engagement_role referencing new table as added
for each statement execute function refuse_orphans('party', 'party', 'id');

alter table import_row drop constraint import_row_batch_fkey;
create trigger import_row_batch_is_known after insert on import_row referencing new table as added
for each statement execute function refuse_orphans('batch', 'import_batch', 'id');

alter table import_row drop constraint import_row_decided_by_fkey;
create trigger import_row_decided_by_is_known after insert on import_row referencing new table as added
for each statement execute function refuse_orphans('decided_by', 'staff', 'id');

alter table import_block drop constraint import_block_batch_fkey;
create trigger import_block_batch_is_known after insert on import_block referencing new table as added
for each statement execute function refuse_orphans('batch', 'import_batch', 'id');
