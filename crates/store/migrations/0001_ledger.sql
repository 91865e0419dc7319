-- The first ledger: engagements, who is who, imports, statistics, figures, seals and what is
-- derived from them.

create table schema_version (
    version bigint primary key
) strict;

create table staff (
    id bigint primary key,
    name text not null unique,
    department text
) strict;

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

create table party (
    id bigint primary key,
    type text not null,
    purpose text not null references purpose (id)
) strict;
create index party_by_purpose on party (purpose, id);

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

create table party_identifier (
    party bigint not null references party (id),
    scheme text not null,
    value text not null,
    position bigint not null,
    primary key (scheme, value, party)
) strict, without rowid;
create index party_identifier_by_party on party_identifier (party);

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

create table party_canon (
    party bigint not null,
    from_position bigint not null,
    to_position bigint,
    canon bigint not null,
    primary key (party, from_position)
) strict, without rowid;
create index party_canon_by_canon on party_canon (canon);

create table import_batch (
    id bigint primary key,
    source text not null,
    mapping text not null,
    purpose text not null references purpose (id),
    file_name text,
    file_digest text not null
) strict;

create table import_batch_state (
    position bigint primary key,
    batch bigint not null references import_batch (id),
    state text not null,
    counts text
) strict;
create index import_batch_state_by_batch on import_batch_state (batch, position);

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
    primary key (batch, n)
) strict, without rowid;

create table import_block (
    batch bigint not null references import_batch (id),
    first_row bigint not null,
    rows bigint not null,
    content bytea,
    disposed_at bigint,
    primary key (batch, first_row)
) strict;

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
create index engagement_revisions on engagement (engagement, position) where replaces is not null;

create table engagement_role (
    position bigint not null references engagement (position),
    ordinal bigint not null,
    role text not null,
    party bigint not null references party (id),
    primary key (position, ordinal)
) strict, without rowid;
create index engagement_role_by_party on engagement_role (party, position);

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

create table metric (
    digest text primary key,
    id text not null,
    definition text not null
) strict;

create table definition (
    position bigint primary key,
    name text not null,
    content text
) strict;

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

create table ledger_seal (
    last_position bigint primary key,
    first_position bigint not null,
    previous text not null,
    marks text not null,
    hash text not null
) strict;

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

insert into staff (id, name) values (1, 'system');
insert into schema_version (version) values (1);
