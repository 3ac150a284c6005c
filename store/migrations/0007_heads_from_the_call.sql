-- `append` as in 0004_append.sql, but the new heads come from the call itself, not from a join with the events.
--
-- With several thousand events and no statistics yet, that join was planned over the stream alone, and read all events
-- of it at every append (8 ms after 10,000). The trigger on `stream` still compares each head with the event inserted.
create or replace function parley.append(
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
