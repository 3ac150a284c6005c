-- The record: append-only streams of events, stored as the text that is hashed.

create table parley.deployment (
    origin     text primary key default gen_random_uuid()::text,
    created_at timestamptz not null default clock_timestamp(),
    only_one   boolean not null unique default true check (only_one)
);
insert into parley.deployment default values;

-- The one clock that judges. Read where it is called, not where the transaction began.
create function parley.clock() returns timestamptz
    language sql volatile
    return clock_timestamp();

create table parley.stream (
    stream_id   uuid primary key,
    workflow_id text not null unique generated always as ('process/' || stream_id::text) stored,
    version     integer not null check (version > 0),
    head_hash   bytea not null check (octet_length(head_hash) = 32)
) with (fillfactor = 50);

-- Every column but the hash repeats the envelope, and is generated from it: they cannot disagree.
create table parley.event (
    stream_id  uuid    not null generated always as (((envelope::jsonb) ->> 'stream')::uuid) stored,
    version    integer not null generated always as (((envelope::jsonb) ->> 'version')::integer) stored,
    envelope   text    not null check (octet_length(envelope) < 65535),
    hash       bytea   not null check (hash = sha256('\x02'::bytea || convert_to(envelope, 'UTF8'))),
    type       text    not null generated always as ((envelope::jsonb) ->> 'type') stored,
    command_id text    not null generated always as ((envelope::jsonb) ->> 'command_id') stored,
    ordinal    integer not null generated always as (((envelope::jsonb) ->> 'ordinal')::integer) stored,
    recorded_at text   not null generated always as ((envelope::jsonb) ->> 'recorded_at') stored,
    position   bigint  not null generated always as identity,
    xid        xid8    not null default pg_current_xact_id(),
    primary key (stream_id, version),
    unique (stream_id, command_id, ordinal),
    check (version > 0 and ordinal >= 0)
);
-- Across streams the order is (xid, position): positions alone are handed out before commit.
create index event_in_order on parley.event (xid, position);

create table parley.body (
    stream_id uuid    not null,
    version   integer not null,
    salt      bytea   not null check (octet_length(salt) = 32),
    body      text    not null,
    primary key (stream_id, version)
);

-- Free words of people. The body keeps `commit`; erasing leaves the row empty, with its date.
create table parley.private (
    commit    text primary key,
    salt      bytea,
    text      text,
    erased_at timestamptz,
    check (
        case when erased_at is null
            then coalesce(commit = encode(sha256('\x05'::bytea || salt || convert_to(text, 'UTF8')), 'hex'), false)
            else salt is null and text is null
        end
    )
);

create table parley.document (
    sha256     bytea primary key check (sha256 = pg_catalog.sha256(body)),
    media_type text not null,
    size       integer not null generated always as (octet_length(body)) stored,
    body       bytea not null
);

create table parley.wake (
    workflow_id     text not null,
    stream_version  integer not null,
    workflow_type   text not null,
    process_id      uuid not null,
    claimed_until   timestamptz,
    next_attempt_at timestamptz not null default clock_timestamp(),
    attempts        integer not null default 0,
    delivered_at    timestamptz,
    primary key (workflow_id, stream_version)
);
create index wake_pending on parley.wake (next_attempt_at) where delivered_at is null;

-- The only home of personal data. Scope '' is live, 'rehearsal' is for rehearsals.
create table parley.person (
    person_id    uuid primary key default gen_random_uuid(),
    scope        text not null,
    handle       text,
    name         text,
    email        text,
    forgotten_at timestamptz,
    unique (scope, handle),
    check ((forgotten_at is null) = (handle is not null and name is not null))
);
