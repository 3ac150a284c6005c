-- Who may do what. The application appends and never changes; the auditor reads.

revoke all on all functions in schema parley from public;
alter default privileges for role parley_owner revoke execute on functions from public;

grant usage on schema parley, read to parley_app, parley_auditor;
grant select on all tables in schema parley, read to parley_app, parley_auditor;
grant execute on function parley.clock(), parley.stream_key(uuid) to parley_app, parley_auditor;

grant execute on function parley.take(uuid[], integer), parley.turn_pages(jsonb, uuid[]), parley.erase_private(text[])
    to parley_app;
grant execute on function parley.append(
    uuid[], integer[], text[], bytea[], bytea[], text[],
    uuid[], text[], bytea[], text[],
    uuid[], text[], text[], integer[],
    uuid[], uuid[], text[], boolean[],
    jsonb, integer
) to parley_app;
grant execute on function parley.append_at_once(
    uuid[], integer[], text[], bytea[], bytea[], text[],
    uuid[], text[], bytea[], text[],
    uuid[], text[], text[], integer[],
    uuid[], uuid[], text[], boolean[],
    jsonb, integer, timestamptz
) to parley_app;

grant insert on parley.document to parley_app;
grant insert, update, delete on parley.wake to parley_app;
grant insert, update on parley.person to parley_app;
grant insert, update, delete on all tables in schema read to parley_app;

-- Names, addresses and free words of people are not an auditor's to read: the record stands without them.
revoke select on parley.person, parley.private from parley_auditor;
grant select (commit, erased_at) on parley.private to parley_auditor;
