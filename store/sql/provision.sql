-- name: create_role
-- None where the role is there already; the statement is run as it comes back.
select format('create role %I', $1::text) where not exists (select from pg_roles where rolname = $1)

-- name: login
select format('alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L', $1::text, $2::text)

-- name: own_database
select format('alter database %I owner to parley_owner', current_database())

-- name: close_database
-- Others of this cluster have no business here.
select format('revoke all on database %I from public', current_database())

-- name: open_database
select format('grant connect on database %I to parley_app, parley_auditor', current_database())
