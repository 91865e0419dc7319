-- The ledger as it stands, whole and readable. `migrations` add up to it; a test holds the two
-- together. It is written for both databases: SQLite reads `bigint` as integer and `bytea` as blob,
-- PostgreSQL knows no `strict`, and a line that ends in `-- only …` is for one of them.
--
-- Positions are one sequence through all tables that carry one, made by the one writer. Dates are
-- ISO text. What is marked *derived* can be rebuilt from the rest; what is marked *personal* is the
-- only thing that can be disposed of; everything else is only ever inserted into.

create table schema_version (
    version bigint primary key
) strict;

-- Who works with the ledger. 1 is the program itself.
create table staff (
    id bigint primary key,
    name text not null unique,
    department text
) strict;

-- One unit of work: all positions from the first to the last were recorded at once, by one hand.
-- The moment is in microseconds since 1970, and never falls.
create table posting (
    first_position bigint primary key,
    last_position bigint not null,
    recorded_at bigint not null,
    recorded_by bigint not null references staff (id),
    action text not null
) strict;
create index posting_by_moment on posting (recorded_at, last_position);

create table purpose (
    id text primary key,
    label text not null,
    legal_basis text not null,
    retention_years bigint not null
) strict;

-- Who has to do with the town: a bare number.
create table party (
    id bigint primary key,
    type text not null,
    purpose text not null references purpose (id)
) strict;
create index party_by_purpose on party (purpose, id);

-- Personal. The keys are keyed 64-bit digests by which parties are compared.
create table party_profile (
    party bigint not null references party (id),
    revision bigint not null,
    position bigint not null,
    name text not null,
    kana text not null,
    birth text,
    postcode text not null,
    address text not null,
    telephone text not null,
    mail text not null,
    residence text not null,
    keys bytea,
    primary key (party, revision)
) strict, without rowid;
-- By the keys of the name and of its reading, the first and the fifth.
create index party_profile_by_name on party_profile (substr(keys, 1, 8), party);
create index party_profile_by_kana on party_profile (substr(keys, 33, 8), party);

-- Personal where the party is a person.
create table party_identifier (
    party bigint not null references party (id),
    scheme text not null,
    value text not null,
    position bigint not null,
    primary key (scheme, value, party)
) strict, without rowid;
create index party_identifier_by_party on party_identifier (party);

-- A dated opinion on a pair; a later one on the same pair takes its place.
create table party_link (
    position bigint primary key,
    a bigint not null references party (id),
    b bigint not null references party (id),
    verdict text not null,
    reasons text,
    basis text
) strict;
create index party_link_by_a on party_link (a, b);
create index party_link_by_b on party_link (b, a);

-- Derived: under which number a party is counted, where that is not its own.
create table party_canon (
    party bigint not null,
    from_position bigint not null,
    to_position bigint,
    canon bigint not null,
    primary key (party, from_position)
) strict, without rowid;
create index party_canon_by_canon on party_canon (canon);
create index party_canon_by_begin on party_canon (from_position);
create index party_canon_by_end on party_canon (to_position) where to_position is not null;

create table import_batch (
    id bigint primary key,
    source text not null,
    mapping text not null,
    purpose text not null references purpose (id),
    file_name text,
    file_digest text not null
) strict;

-- How far an import is: the last state holds.
create table import_batch_state (
    position bigint primary key,
    batch bigint not null references import_batch (id),
    state text not null,
    counts text
) strict;
create index import_batch_state_by_batch on import_batch_state (batch, position);

-- A row of a register's file: by what it is known again, and what became of it. The hash is a keyed
-- 64-bit digest of its content, the likeness one of what it says of whom.
create table import_row (
    batch bigint not null references import_batch (id),
    n bigint not null,
    external_key text,
    content_hash bigint not null,
    ordinal bigint not null,
    verdict text not null,
    issues text,
    engagements text,
    decided_by bigint references staff (id),
    likeness bigint,
    primary key (batch, n)
) strict, without rowid;

-- Personal: raw rows as the file has them, 256 to a block, compressed.
create table import_block (
    batch bigint not null references import_batch (id),
    first_row bigint not null,
    rows bigint not null,
    content bytea,
    disposed_at bigint,
    primary key (batch, first_row)
) strict;

-- What was done, every revision whole. An engagement's number is its first position. The quantity
-- is `quantity` divided by ten to the `quantity_scale`.
create table engagement (
    position bigint primary key,
    engagement bigint not null,
    replaces bigint,
    operation text not null,
    kind text not null,
    programme text,
    activity text,
    occurred_on text not null,
    date_precision text not null,
    ended_on text,
    settled_on text,
    recognized_on text,
    amount_yen bigint,
    quantity bigint,
    quantity_scale bigint,
    unit text not null,
    age bigint,
    scheme text,
    class text,
    tag text,
    topic text,
    answer text,
    centre text,
    club text,
    attributes text,
    reason text,
    reason_text text,
    batch bigint references import_batch (id),
    batch_row bigint
) strict;
-- A first revision is found by its position.
create index engagement_revisions on engagement (engagement, position) where replaces is not null;

create table engagement_role (
    position bigint not null references engagement (position),
    ordinal bigint not null,
    role text not null,
    party bigint not null references party (id),
    primary key (position, ordinal)
) strict, without rowid;
create index engagement_role_by_party on engagement_role (party, position);

-- What proves an engagement or a published value: a file, an address, a document's number.
create table evidence (
    position bigint primary key,
    proves bigint not null,
    kind text not null,
    digest text,
    title text not null,
    retained_until text,
    visibility text not null
) strict;
create index evidence_by_row on evidence (proves);

-- 入力完了 and its reopening.
create table period_close (
    position bigint primary key,
    programme text not null,
    kind text not null,
    fiscal_year bigint not null,
    closed bigint not null,
    reason text
) strict;
create index period_close_by_kind on period_close (programme, kind, fiscal_year, position);

create table series (
    id text not null,
    definition text not null,
    label text not null,
    unit text not null,
    publisher text not null,
    definition_text text not null,
    ended bigint,
    primary key (id, definition)
) strict;

-- One published value; a revision is a later row. The value is decimal text.
create table series_obs (
    position bigint primary key,
    series text not null,
    definition text not null,
    part text,
    period bigint not null,
    value text not null,
    release text not null,
    published_on text,
    batch bigint references import_batch (id),
    batch_row bigint
) strict;
create index series_obs_by_series on series_obs (series, definition, period);

-- A version of a metric is known by the digest of its text.
create table metric (
    digest text primary key,
    id text not null,
    definition text not null
) strict;

-- The city as data: the files of its region. Of each name the last row holds; none that has no
-- content.
create table definition (
    position bigint primary key,
    name text not null,
    content text
) strict;

-- A figure that was kept: of which metric version, of what was known at which position.
create table figure (
    position bigint primary key,
    edition text not null,
    programme text not null,
    kpi text not null,
    fiscal_year bigint not null,
    as_of bigint not null,
    metric text not null,
    amounts text not null,
    rows bigint,
    distinct_parties bigint,
    evidence bigint not null,
    status text not null,
    reason text,
    input_digest text not null
) strict;
create index figure_by_kpi on figure (fiscal_year, programme, kpi, position);

create table audit (
    position bigint primary key,
    staff bigint not null references staff (id),
    action text not null,
    object text,
    detail text
) strict;
create index audit_of_disposal on audit (object) where action = 'disposed';

-- The chain of seals over blocks of at most 1,000 positions. `marks` holds four digits for each
-- position, so that a broken block names the position that broke it.
create table ledger_seal (
    last_position bigint primary key,
    first_position bigint not null,
    previous text not null,
    marks text not null,
    hash text not null
) strict;

-- Derived: every combination by which metrics select, once.
create table fact_shape (
    id bigint primary key,
    kind text not null,
    basis text not null,
    role text not null,
    programme text,
    scheme text,
    class text,
    tag text,
    topic text,
    answer text,
    centre text,
    club text
) strict;

-- Derived: a participation, once for each of its dates. In this order one KPI is one stretch of
-- the index, its parties side by side. Party 0 of type 0 is nobody who can be told apart.
create table engagement_fact (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    party bigint not null,
    from_position bigint not null,
    ordinal bigint not null,
    to_position bigint,
    day bigint not null,
    ended_day bigint,
    age bigint,
    rows bigint not null,
    lead bigint not null,
    amount_yen bigint,
    quantity bigint,
    primary key (shape, fiscal_year, party_type, party, from_position, ordinal)
    include (to_position, day, ended_day, age, rows, lead, amount_yen, quantity) -- only postgres
) strict, without rowid;

-- Derived: what the facts in force add up to, by combination, year and type of party. A cell stays
-- when nothing is left in it: it tells where facts of the past stand.
create table cell (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    rows bigint not null,
    evidence bigint not null,
    amount_yen bigint not null,
    quantity bigint not null,
    primary key (shape, fiscal_year, party_type)
) strict, without rowid;

-- Derived: what each unit of work, by its first position, changed of a cell. The cell less what came
-- behind a unit is what the cell was then.
create table cell_change (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    position bigint not null,
    rows bigint not null,
    evidence bigint not null,
    amount_yen bigint not null,
    quantity bigint not null,
    primary key (shape, fiscal_year, party_type, position)
) strict, without rowid;

-- Derived: whose facts in force stand in a cell, sixty parties to a row, a bit each: party n is bit
-- n % 60 of block n / 60. And the first position of the last unit of work that changed a fact of
-- them: before it, the facts must be asked.
create table cell_party (
    shape bigint not null,
    fiscal_year bigint not null,
    party_type bigint not null,
    block bigint not null,
    parties bigint not null,
    changed_at bigint not null,
    primary key (shape, fiscal_year, party_type, block)
) strict, without rowid;

-- Who may come in through the browser: a member of staff with a login. The password is argon2id's own
-- text; none until the one-time link was used. The mark is a keyed digest of the issuer and subject
-- by which the city's directory knows them; none until they came in by it.
create table account (
    staff bigint primary key references staff (id),
    login text not null unique,
    password text,
    state text not null,
    directory_mark text
) strict;

-- What somebody is there for, in a department for a time. Ended, never deleted: who might do what is
-- asked later.
create table duty (
    id bigint primary key,
    staff bigint not null references staff (id),
    duty text not null,
    department text,
    from_day text not null,
    until_day text
) strict;
create index duty_by_staff on duty (staff);

-- Somebody's way in, known by the digest of its secret, so that nobody who reads the database can
-- use it. Confirmed once the second factor was shown.
create table session (
    digest text primary key,
    staff bigint not null references staff (id),
    created_at bigint not null,
    seen_at bigint not null,
    ends_at bigint not null,
    is_confirmed bigint not null
) strict;
create index session_by_staff on session (staff);

-- A way in that works once, to set a password.
create table one_time_link (
    digest text primary key,
    staff bigint not null references staff (id),
    ends_at bigint not null
) strict;

-- The second factor. Its secret is made of the salt and the city's secret, and stands nowhere.
create table second_factor (
    staff bigint primary key references staff (id),
    salt text not null,
    is_enrolled bigint not null,
    last_step bigint not null
) strict;

-- Security keys, for the second factor: a public key each, and how often it says that it was used.
create table security_key (
    credential text primary key,
    staff bigint not null references staff (id),
    label text not null,
    host text not null,
    public_key text not null,
    algorithm bigint not null,
    counter bigint not null,
    created_at bigint not null
) strict;
create index security_key_by_staff on security_key (staff);

-- Codes that stand in for the second factor, each once; deleted when used.
create table recovery_code (
    digest text primary key,
    staff bigint not null references staff (id)
) strict;

-- A program's way in, as somebody of the office: known by the digest of its secret.
create table access_token (
    digest text primary key,
    staff bigint not null references staff (id),
    label text not null,
    created_at bigint not null,
    ends_at bigint not null
) strict;
create index access_token_by_staff on access_token (staff);

-- What a program sent under a key of its own, and what it was answered, for a day. Key and request
-- are keyed digests; an answer says numbers of records and nothing of anybody.
create table idempotency_key (
    digest text primary key,
    token text not null,
    request text not null,
    claimed_at bigint not null,
    status bigint,
    answer text
) strict;
create index idempotency_key_by_token on idempotency_key (token, claimed_at);
create index idempotency_key_by_age on idempotency_key (claimed_at);

-- Failed logins, by a keyed digest of the login and, where somebody came in from there before, of
-- the address; and that they did, as a row without failures.
create table login_attempt (
    digest text primary key,
    failures bigint not null,
    last_at bigint not null
) strict;

-- What a department says of a KPI in a year, or of the whole programme where `kpi` is empty: every
-- revision whole.
create table assessment (
    position bigint primary key,
    programme text not null,
    fiscal_year bigint not null,
    kpi text not null,
    revision bigint not null,
    cause text not null,
    improvement text not null,
    outlook text not null,
    unique (programme, fiscal_year, kpi, revision)
) strict;

-- A step of the yearly workflow of one programme's part of the sheet.
create table workflow_step (
    position bigint primary key,
    programme text not null,
    fiscal_year bigint not null,
    step text not null,
    version text,
    decision_number text,
    reason text
) strict;
create index workflow_step_by_programme on workflow_step (fiscal_year, programme, position);

-- 効果検証会議. Participants are counted by category, in JSON: no names.
create table meeting (
    position bigint primary key,
    fiscal_year bigint not null,
    held_on text not null,
    title text not null,
    participants text not null,
    minutes text not null,
    corrects bigint references meeting (position)
) strict;
create index meeting_by_year on meeting (fiscal_year, position);

-- What the panel thinks, and what the office answers.
create table remark (
    position bigint primary key,
    fiscal_year bigint not null,
    programme text not null,
    kpi text not null,
    answers bigint references remark (position),
    category text,
    text text not null
) strict;
create index remark_by_year on remark (fiscal_year, programme, position);

-- By what a ledger knows its key again: a keyed digest of nothing.
create table key_mark (
    id bigint primary key,
    mark bigint not null
) strict;

insert into staff (id, name) values (1, 'system');
insert into schema_version (version) values (14);
