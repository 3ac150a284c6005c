-- Runs before every migration, and changes nothing when all is there.
-- Roles belong to the whole cluster: whoever made them before (with or without LOGIN) keeps them as they are.

do $$
declare
    needed text;
begin
    foreach needed in array array['parley_owner', 'parley_app', 'parley_auditor'] loop
        if not exists (select from pg_roles where rolname = needed) then
            begin
                execute format('create role %I nologin', needed);
            exception
                when duplicate_object or unique_violation then null;  -- another database of this cluster was faster
            end;
        end if;
    end loop;
    if not pg_has_role(current_user, 'parley_owner', 'member') then
        execute format('grant parley_owner to %I', current_user);
    end if;
    if to_regnamespace('parley') is null then
        create schema parley authorization parley_owner;
    end if;
    if to_regnamespace('read') is null then
        create schema read authorization parley_owner;
    end if;
end
$$;

set role parley_owner;

create table if not exists parley.migration (
    name       text primary key,
    checksum   text not null,
    applied_at timestamptz not null default clock_timestamp()
);
