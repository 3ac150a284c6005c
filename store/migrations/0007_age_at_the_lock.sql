-- The guards as in 0006_known_commands.sql, and a postmark may not have grown old while the lock was waited for.
--
-- What is decided before its stream is locked carries a time from before the wait: recorded_at - received_at alone does
-- not show how long that was.
--
--   age       recorded_at - received_at is not within 0 to 4 seconds, or the postmark is older than that by now
create or replace function parley.refusals(
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
            when (a.recorded_at - a.received_at between interval '0' and interval '4 seconds'
                and parley.clock() - a.received_at <= interval '4 seconds') is not true then 'age'
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
