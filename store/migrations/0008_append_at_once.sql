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

grant execute on function parley.append_at_once(
    uuid[], integer[], text[], bytea[], bytea[], text[],
    uuid[], text[], bytea[], text[],
    uuid[], text[], text[], integer[],
    uuid[], uuid[], text[], boolean[],
    jsonb, integer, timestamptz
) to parley_app;
