-- Writing to the record. The application role may execute these and nothing else that writes events.

-- The advisory key of a stream: its first 64 bits.
create function parley.stream_key(stream uuid) returns bigint
    language sql immutable strict parallel safe
    return ('x' || left(replace(stream::text, '-', ''), 16))::bit(64)::bigint;

-- Lock streams, then read their heads and the clock.
--
-- The locks come first, in key order, before anything is read or written: waiting for them assigns no transaction id, so
-- (xid, position) cannot invert two versions of a stream. The function is volatile: its second query takes a new snapshot
-- after the wait, and sees what the writer before it committed. One row at least, so that the clock always comes back.
create function parley.take(streams uuid[], lock_timeout_ms integer)
    returns table (clock timestamptz, stream_id uuid, version integer, head_hash bytea)
    language plpgsql volatile
    set search_path = parley, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
    perform set_config('lock_timeout', lock_timeout_ms::text, true);
    perform pg_advisory_xact_lock(k.key)
    from (select distinct stream_key(s.id) as key from unnest(streams) as s (id) order by 1) as k;
    return query
        select t.clock, s.stream_id, s.version, s.head_hash
        from (select clock() as clock) as t left join stream as s on s.stream_id = any (streams);
end
$$;

-- The guards. Per stream the first reason why its events may not be appended; no row when all is well.
--
--   moved     the first version is not the head's plus one: another writer was faster, or the database went back
--   gap       versions within the call do not follow one another
--   envelope  the envelope names another stream or version, or lacks what must be there
--   prev      `prev` is not the hash of the event before
--   hash      the hash is not SHA-256(0x02 || envelope)
--   body      `body_commit` is not SHA-256(0x03 || salt || body), or the salt is not 32 bytes
--   age       recorded_at - received_at is not within 0 to 4 seconds
--   order     recorded_at does not strictly increase
--   clock     recorded_at is ahead of the database's clock by more than the order demands
--   command   the command is on record already, or its ordinals do not count from zero
--
-- The look-up of a known command is a scalar subquery with a limit: `exists` may be planned as a hash of all events, and
-- is while the statistics of a young database say that there are none.
create function parley.refusals(
    streams uuid[], versions integer[], envelopes text[], hashes bytea[], salts bytea[], bodies text[]
)
    returns table (stream_id uuid, reason text)
    language sql stable
begin atomic
    with arrived as (
        select
            n.stream_id, n.version, n.envelope, n.hash, n.salt, n.body, e.stream, e.number, e.prev, e.body_commit,
            e.recorded_at, e.received_at, e.command_id, e.ordinal,
            lag(n.version) over w as version_before,
            lag(n.hash) over w as hash_before,
            lag(e.recorded_at) over w as recorded_before,
            row_number() over w as nth,
            row_number() over (partition by n.stream_id, e.command_id order by n.nr) as nth_of_command
        from unnest(streams, versions, envelopes, hashes, salts, bodies) with ordinality
            as n (stream_id, version, envelope, hash, salt, body, nr)
        cross join lateral (
            select
                j ->> 'stream' as stream, (j ->> 'version')::integer as number, j ->> 'prev' as prev,
                j ->> 'body_commit' as body_commit, (j ->> 'recorded_at')::timestamptz as recorded_at,
                (j ->> 'received_at')::timestamptz as received_at, j ->> 'command_id' as command_id,
                (j ->> 'ordinal')::integer as ordinal
            from (select n.envelope::jsonb as j offset 0) as parsed
        ) as e
        window w as (partition by n.stream_id order by n.nr)
    ),
    judged as (
        select a.stream_id, a.nth, case
            when a.nth = 1 and a.version <> coalesce(s.version, 0) + 1 then 'moved'
            when a.nth > 1 and a.version <> a.version_before + 1 then 'gap'
            when (a.stream = a.stream_id::text and a.number = a.version
                and octet_length(a.envelope) < 65535) is not true then 'envelope'
            when (a.prev = encode(coalesce(a.hash_before, s.head_hash, '\x'::bytea), 'hex')
                or a.version = 1 and a.prev = repeat('0', 64)) is not true then 'prev'
            when (a.hash = sha256('\x02'::bytea || convert_to(a.envelope, 'UTF8'))) is not true then 'hash'
            when (octet_length(a.salt) = 32 and a.body_commit
                = encode(sha256('\x03'::bytea || a.salt || convert_to(a.body, 'UTF8')), 'hex')) is not true then 'body'
            when (a.recorded_at - a.received_at between interval '0' and interval '4 seconds') is not true then 'age'
            when a.recorded_at <= coalesce(a.recorded_before, h.recorded_at::timestamptz) then 'order'
            when a.recorded_at > greatest(
                parley.clock(), h.recorded_at::timestamptz + a.nth * interval '1 microsecond') then 'clock'
            when (a.ordinal = a.nth_of_command - 1) is not true
                or (select true from parley.event as d where d.stream_id = a.stream_id
                    and d.command_id = a.command_id limit 1) then 'command'
        end as reason
        from arrived as a
        left join parley.stream as s on s.stream_id = a.stream_id
        left join parley.event as h on h.stream_id = s.stream_id and h.version = s.version
    )
    select distinct on (j.stream_id) j.stream_id, j.reason
    from judged as j where j.reason is not null order by j.stream_id, j.nth;
end;

-- Append to many streams at once. Streams fail singly: each row that comes back names one that was left alone, and why.
--
-- Takes the streams' locks itself, in key order: free of charge when `take` has them, and safe when nobody has.
-- The planner settings keep every look-up on its index, however small a table was when the plan was made, and spare
-- planning anew at every call, which took longer than the call (0.9 ms against 0.3 ms).
-- The new heads come from the call itself: joined with the events they were planned over the whole stream while there
-- were no statistics. The trigger on `stream` compares each head with the event inserted.
create function parley.append(
    streams uuid[], versions integer[], envelopes text[], hashes bytea[], salts bytea[], bodies text[],
    private_streams uuid[], commits text[], private_salts bytea[], texts text[],
    wake_streams uuid[], workflow_ids text[], workflow_types text[], wake_versions integer[],
    answer_streams uuid[], answer_steps uuid[], answer_parties text[], answer_given boolean[],
    pages jsonb, lock_timeout_ms integer
)
    returns table (stream_id uuid, reason text)
    language plpgsql volatile security definer
    set search_path = parley, pg_temp
    set enable_seqscan = off
    set enable_hashjoin = off
    set enable_mergejoin = off
    set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    refused uuid[] := '{}';
    reasons text[];
begin
    perform set_config('lock_timeout', lock_timeout_ms::text, true);
    perform pg_advisory_xact_lock(k.key)
    from (select distinct stream_key(s.id) as key from unnest(streams) as s (id) order by 1) as k;

    select coalesce(array_agg(r.stream_id), '{}'), array_agg(r.reason) into refused, reasons
    from refusals(streams, versions, envelopes, hashes, salts, bodies) as r;

    insert into event (envelope, hash)
    select n.envelope, n.hash
    from unnest(streams, envelopes, hashes) with ordinality as n (stream_id, envelope, hash, nr)
    where n.stream_id <> all (refused) order by n.nr;

    insert into body (stream_id, version, salt, body)
    select n.stream_id, n.version, n.salt, n.body
    from unnest(streams, versions, salts, bodies) as n (stream_id, version, salt, body)
    where n.stream_id <> all (refused);

    update stream as s set version = n.version, head_hash = n.hash
    from (select distinct on (n.stream_id) n.stream_id, n.version, n.hash
        from unnest(streams, versions, hashes) as n (stream_id, version, hash)
        where n.stream_id <> all (refused) order by n.stream_id, n.version desc) as n
    where s.stream_id = n.stream_id;

    if 1 = any (versions) then
        insert into stream (stream_id, version, head_hash)
        select distinct on (n.stream_id) n.stream_id, n.version, n.hash
        from unnest(streams, versions, hashes) as n (stream_id, version, hash)
        where n.stream_id <> all (refused)
            and n.stream_id in (select f.stream_id from unnest(streams, versions) as f (stream_id, version)
                where f.version = 1)
        order by n.stream_id, n.version desc;
    end if;

    if commits <> '{}' then
        insert into private (commit, salt, text)
        select n.commit, n.salt, n.text
        from unnest(private_streams, commits, private_salts, texts) as n (stream_id, commit, salt, text)
        where n.stream_id <> all (refused) order by n.commit
        on conflict do nothing;
    end if;

    if workflow_ids <> '{}' then
        insert into wake (workflow_id, workflow_type, process_id, stream_version, next_attempt_at)
        select n.workflow_id, n.workflow_type, n.stream_id, n.stream_version, clock_timestamp()
        from unnest(wake_streams, workflow_ids, workflow_types, wake_versions)
            as n (stream_id, workflow_id, workflow_type, stream_version)
        where n.stream_id <> all (refused)
        on conflict do nothing;
    end if;

    if pages is not null then
        perform turn_pages(pages, refused);
    end if;

    if answer_steps <> '{}' then
        update read.inbox as i set answered = n.given
        from unnest(answer_streams, answer_steps, answer_parties, answer_given) as n (stream_id, step, party, given)
        where i.step_id = n.step and i.party = n.party and n.stream_id <> all (refused);
    end if;

    return query select * from unnest(refused, reasons);
end
$$;

-- `append` for what was decided before its streams were locked: at once, or not at all.
--
-- Nothing here waits, so nothing that was judged grows old meanwhile. The keys are tried in their order, before anything
-- is read or written; where one is taken, or the decision is more than a second old, nothing is appended and each stream
-- is named with the reason. The locks that were got stay with this transaction, so `append` finds them its own.
--
--   locked   another session holds one of the streams
--   stale    the clock that the decision was made by is more than a second behind, or ahead
create function parley.append_at_once(
    streams uuid[], versions integer[], envelopes text[], hashes bytea[], salts bytea[], bodies text[],
    private_streams uuid[], commits text[], private_salts bytea[], texts text[],
    wake_streams uuid[], workflow_ids text[], workflow_types text[], wake_versions integer[],
    answer_streams uuid[], answer_steps uuid[], answer_parties text[], answer_given boolean[],
    pages jsonb, lock_timeout_ms integer, decided_at timestamptz
)
    returns table (stream_id uuid, reason text)
    language plpgsql volatile
    set search_path = parley, pg_temp
as $$
#variable_conflict use_column
declare
    key bigint;
begin
    for key in select distinct stream_key(s.id) from unnest(streams) as s (id) order by 1 loop
        if not pg_try_advisory_xact_lock(key) then
            return query select distinct s.id, 'locked' from unnest(streams) as s (id);
            return;
        end if;
    end loop;
    if (clock() - decided_at between interval '0' and interval '1 second') is not true then
        return query select distinct s.id, 'stale' from unnest(streams) as s (id);
        return;
    end if;
    return query select a.stream_id, a.reason from append(
        streams, versions, envelopes, hashes, salts, bodies, private_streams, commits, private_salts, texts,
        wake_streams, workflow_ids, workflow_types, wake_versions,
        answer_streams, answer_steps, answer_parties, answer_given, pages, lock_timeout_ms) as a;
end
$$;

-- Rows of the read models, as one JSON object of arrays; each row names its process, so that refused streams are left out.
create function parley.turn_pages(pages jsonb, refused uuid[]) returns void
    language plpgsql volatile
    set search_path = parley, pg_temp
as $$
#variable_conflict use_column
begin
    insert into read.process (process_id, title, procedure, clock, status, started_at)
    select r.process_id, r.title, r.procedure, r.clock, r.status, r.started_at
    from jsonb_to_recordset(pages -> 'process') as r (
        process_id uuid, title text, procedure text, clock text, status text, started_at timestamptz)
    where r.process_id <> all (refused)
    on conflict (process_id) do update set title = excluded.title, status = excluded.status;

    delete from read.due as d
    using jsonb_to_recordset(pages -> 'due_of') as r (process_id uuid)
    where d.process_id = r.process_id and r.process_id <> all (refused);

    insert into read.due (workflow_id, workflow_type, process_id, due_at)
    select r.workflow_id, r.workflow_type, r.process_id, r.due_at
    from jsonb_to_recordset(pages -> 'due') as r (
        workflow_id text, workflow_type text, process_id uuid, due_at timestamptz)
    where r.process_id <> all (refused);

    delete from read.inbox as i
    using jsonb_to_recordset(pages -> 'dropped') as r (process_id uuid, step_id uuid)
    where i.step_id = r.step_id and r.process_id <> all (refused);

    insert into read.inbox (step_id, party, process_id, stage, question, opened_at, closes_at)
    select r.step_id, p.party, r.process_id, r.stage, r.question, r.opened_at, r.closes_at
    from jsonb_to_recordset(pages -> 'put') as r (
        process_id uuid, step_id uuid, stage text, question text, opened_at timestamptz, closes_at timestamptz, parties jsonb)
    cross join lateral jsonb_array_elements_text(r.parties) as p (party)
    where r.process_id <> all (refused);

    update read.inbox as i set closes_at = r.closes_at
    from jsonb_to_recordset(pages -> 'moved') as r (process_id uuid, step_id uuid, closes_at timestamptz)
    where i.step_id = r.step_id and r.process_id <> all (refused);

    delete from read.participation as p
    using jsonb_to_recordset(pages -> 'ended') as r (process_id uuid, person_id text, party text)
    where p.process_id = r.process_id and p.person_id = r.person_id and p.party = r.party
        and r.process_id <> all (refused);

    insert into read.participation (process_id, person_id, party, role, capacity, valid_from, valid_until)
    select r.process_id, r.person_id, r.party, r.role, r.capacity, r.valid_from, r.valid_until
    from jsonb_to_recordset(pages -> 'people') as r (
        process_id uuid, person_id text, party text, role text, capacity text,
        valid_from timestamptz, valid_until timestamptz)
    where r.process_id <> all (refused)
    on conflict (person_id, process_id, party, role, capacity, valid_from)
        do update set valid_until = excluded.valid_until;
end
$$;

-- Erase free words for good. The commitment stays in the body; what it committed to is gone.
create function parley.erase_private(commits text[]) returns integer
    language sql volatile security definer set search_path = parley, pg_temp
as $$
    with erased as (
        update private set salt = null, text = null, erased_at = clock()
        where commit = any (commits) and erased_at is null returning 1
    )
    select count(*)::integer from erased;
$$;
