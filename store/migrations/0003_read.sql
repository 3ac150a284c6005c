-- Read models: what crosses processes. Folded from the record, and rebuilt from it when lost.

create table read.process (
    process_id uuid primary key,
    title      text not null,
    procedure  text not null,
    clock      text not null,
    status     text not null,
    started_at timestamptz not null
);
create index process_by_status on read.process (status);

create table read.due (
    workflow_id   text primary key,
    workflow_type text not null,
    process_id    uuid not null,
    due_at        timestamptz
);
create index due_in_order on read.due (due_at);
create index due_by_process on read.due (process_id);

create table read.inbox (
    step_id    uuid not null,
    party      text not null,
    process_id uuid not null,
    stage      text not null,
    question   text not null,
    opened_at  timestamptz not null,
    closes_at  timestamptz,
    answered   boolean not null default false,
    primary key (step_id, party)
);
create index inbox_by_party on read.inbox (process_id, party);

create table read.participation (
    process_id  uuid not null,
    person_id   text not null,
    party       text not null,
    role        text not null,
    capacity    text not null,
    valid_from  timestamptz,
    valid_until timestamptz,
    unique nulls not distinct (person_id, process_id, party, role, capacity, valid_from)
);
