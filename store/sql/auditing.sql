-- name: streams
select stream_id, version, head_hash from parley.stream order by stream_id

-- name: feed
-- Everything after a cursor that no running transaction can still get in between.
select e.xid::text::bigint as xid, e.position, e.stream_id, e.version, e.envelope, e.hash
from parley.event as e
where (e.xid, e.position) > ($1::bigint::text::xid8, $2)
    and e.xid < pg_snapshot_xmin(pg_current_snapshot())
order by e.xid, e.position
limit $3

-- name: gaps
-- Streams whose head and events disagree: versions missing, events beyond the head, another hash.
select s.stream_id, s.version, count(e.version) as events, coalesce(max(e.version), 0) as last
from parley.stream as s left join parley.event as e using (stream_id)
where $1::uuid is null or s.stream_id = $1
group by s.stream_id, s.version, s.head_hash
having count(e.version) <> s.version or max(e.version) is distinct from s.version
    or bool_and(e.hash = s.head_hash) filter (where e.version = s.version) is distinct from true

-- name: orphans
-- Events without a head, and events without a body.
select e.stream_id, e.version, case when s.stream_id is null then 'head' else 'body' end as missing
from parley.event as e
left join parley.stream as s using (stream_id)
left join parley.body as b on b.stream_id = e.stream_id and b.version = e.version
where ($1::uuid is null or e.stream_id = $1) and (s.stream_id is null or b.stream_id is null)
order by e.stream_id, e.version

-- name: broken
-- The guards of `append`, judged again over what is stored.
with told as (
    select e.stream_id, e.version, e.envelope, e.hash, e.recorded_at, e.xid, e.position, b.salt, b.body,
        e.envelope::jsonb as j, e.command_id, e.ordinal,
        lag(e.hash) over w as hash_before,
        lag(e.recorded_at) over w as recorded_before,
        lag(e.xid) over w as xid_before,
        lag(e.position) over w as position_before,
        lag(e.version) over w as version_before,
        lag(e.envelope::jsonb ->> 'process_at') over w as process_before,
        row_number() over (partition by e.stream_id, e.command_id order by e.version) as nth,
        e.version - row_number() over (partition by e.stream_id, e.command_id order by e.version) as run,
        min(e.version) over (partition by e.stream_id, e.command_id) as first
    from parley.event as e left join parley.body as b using (stream_id, version)
    where $1::uuid is null or e.stream_id = $1
    window w as (partition by e.stream_id order by e.version)
)
select t.stream_id, t.version, g.guard
from told as t
cross join lateral (values
    ('hash', t.hash = sha256('\x02'::bytea || convert_to(t.envelope, 'UTF8'))),
    ('prev', t.j ->> 'prev' = coalesce(encode(t.hash_before, 'hex'), repeat('0', 64))),
    ('gap', t.version = coalesce(t.version_before, 0) + 1),
    ('body', t.j ->> 'body_commit'
        = encode(sha256('\x03'::bytea || t.salt || convert_to(t.body, 'UTF8')), 'hex')),
    ('age', (t.j ->> 'recorded_at')::timestamptz - (t.j ->> 'received_at')::timestamptz
        between interval '0' and interval '4 seconds'),
    ('order', t.recorded_at > coalesce(t.recorded_before, '')),
    ('process_at', t.j ->> 'process_at' >= coalesce(t.process_before, '')),
    ('command', t.ordinal = t.nth - 1 and t.run = t.first - 1),
    ('inverted', coalesce((t.xid, t.position) > (t.xid_before, t.position_before), true))
) as g (guard, holds)
where g.holds is not true
order by t.stream_id, t.version, g.guard

-- name: reads_people
-- Whether this role may read names and free words of people; the auditor's may not.
select has_table_privilege('parley.person', 'select') and has_table_privilege('parley.private', 'select')
