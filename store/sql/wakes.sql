-- name: claim
-- One row per workflow, with its newest version; locked rows are another relay's.
with ready as (
    select workflow_id, stream_version from parley.wake
    where delivered_at is null and next_attempt_at <= clock_timestamp()
        and (claimed_until is null or claimed_until <= clock_timestamp())
    order by next_attempt_at limit $1 for update skip locked
),
claimed as (
    update parley.wake as w
    set claimed_until = clock_timestamp() + make_interval(secs => $2), attempts = w.attempts + 1
    from ready where w.workflow_id = ready.workflow_id and w.stream_version = ready.stream_version
    returning w.workflow_id, w.workflow_type, w.process_id, w.stream_version, w.attempts
)
select workflow_id, max(workflow_type) as workflow_type, process_id, max(stream_version) as stream_version,
    max(attempts) as attempts
from claimed group by workflow_id, process_id

-- name: delivered
update parley.wake set delivered_at = clock_timestamp()
where workflow_id = $1 and stream_version <= $2 and delivered_at is null

-- name: failed
-- Attempts are counted at the claim, so the first failure waits for the shortest time.
update parley.wake
set claimed_until = null,
    next_attempt_at = clock_timestamp()
        + make_interval(secs => least(60, 0.1 * 2 ^ least(attempts - 1, 20)) * (0.75 + random() / 2))
where workflow_id = $1 and stream_version <= $2 and delivered_at is null

-- name: sweep
insert into parley.wake as w (workflow_id, workflow_type, process_id, stream_version)
select d.workflow_id, d.workflow_type, d.process_id, s.version
from read.due as d join parley.stream as s on s.stream_id = d.process_id
where d.due_at < parley.clock() - make_interval(secs => $1)
    and not exists (
        select from parley.wake as p where p.workflow_id = d.workflow_id and p.delivered_at is null)
on conflict (workflow_id, stream_version) do update
set delivered_at = null, claimed_until = null, attempts = 0, next_attempt_at = clock_timestamp()
returning 1

-- name: rebuild
insert into parley.wake as w (workflow_id, workflow_type, process_id, stream_version)
select o.workflow_id, o.workflow_type, o.process_id, s.version
from (
    select 'process/' || p.process_id as workflow_id, $1::text as workflow_type, p.process_id
    from read.process as p where p.status = 'running'
    union
    select d.workflow_id, d.workflow_type, d.process_id
    from read.due as d
) as o join parley.stream as s on s.stream_id = o.process_id
on conflict (workflow_id, stream_version) do update
set delivered_at = null, claimed_until = null, attempts = 0, next_attempt_at = clock_timestamp()
returning 1

-- name: pending
select count(*) from parley.wake where delivered_at is null

-- name: forget
delete from parley.wake where delivered_at < clock_timestamp() - make_interval(secs => $1)
