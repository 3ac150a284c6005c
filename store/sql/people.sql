-- name: upsert
insert into parley.person as p (scope, handle, name, email) values ($1, $2, $3, $4)
on conflict (scope, handle) do update
set name = excluded.name, email = coalesce(excluded.email, p.email)
returning person_id

-- name: by_handle
select person_id, scope, handle, name, email from parley.person where scope = $1 and handle = $2

-- name: by_ids
select person_id, scope, handle, name, email from parley.person
where person_id = any ($1) and forgotten_at is null

-- name: forget
update parley.person set handle = null, name = null, email = null, forgotten_at = clock_timestamp()
where person_id = $1 and forgotten_at is null
returning 1
