-- name: server
select current_setting('server_version_num')::integer as version, current_user::text as role,
    (select array_remove(array[
        case when rolsuper then 'superuser' end, case when rolcreaterole then 'may make roles' end,
        case when rolcreatedb then 'may make databases' end, case when rolbypassrls then 'passes by row security' end,
        case when rolreplication then 'may replicate' end], null)
        from pg_roles where rolname = current_user) as powers,
    pg_database_size(current_database()) as size

-- name: clock
select clock_timestamp()

-- name: settings
-- As the server has them for everybody; our own sessions set what they need beside.
select name, coalesce(reset_val, setting) as setting from pg_settings
where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')

-- name: privileges
-- What this role holds and should not, or should and does not. The record is changed through functions only.
with relation as (
    select c.oid, n.nspname || '.' || c.relname as name, n.nspname = 'read' as page, c.relname
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('parley', 'read') and c.relkind = 'r'
),
held as (
    select r.name as object, p.privilege, has_table_privilege(r.oid, p.privilege) as held, case p.privilege
        when 'SELECT' then true
        when 'INSERT' then r.page or r.relname in ('document', 'wake', 'person')
        when 'UPDATE' then r.page or r.relname in ('wake', 'person')
        when 'DELETE' then r.page or r.relname = 'wake'
        else false end as wanted
    from relation as r
    cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as p (privilege)
    union all
    select 'parley.' || f.proname, 'EXECUTE', has_function_privilege(f.oid, 'execute'), true
    from pg_proc as f
    where f.pronamespace = 'parley'::regnamespace
        and f.proname in ('append', 'take', 'clock', 'stream_key', 'turn_pages', 'erase_private')
    union all
    select 'schema ' || n.nspname, 'CREATE', has_schema_privilege(n.oid, 'create'), false
    from pg_namespace as n where n.nspname in ('parley', 'read')
)
select case when wanted then 'lacks ' else 'has ' end || privilege || ' on ' || object as difference
from held where held <> wanted order by 1

-- name: backlog
select
    (select count(*) from parley.wake where delivered_at is null) as pending,
    (select coalesce(extract(epoch from clock_timestamp() - min(next_attempt_at)), 0)::float8
        from parley.wake where delivered_at is null) as waited,
    (select count(*) from read.due where due_at < clock_timestamp() - interval '60 seconds') as overdue
