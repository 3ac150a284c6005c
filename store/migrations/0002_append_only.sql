-- Append-only by triggers, beside the grants: they hold for the owner too.

create function parley.refuse_change() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'the record is append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger never_changes before update or delete on parley.event
    for each row execute function parley.refuse_change();
create trigger never_emptied before truncate on parley.event
    for each statement execute function parley.refuse_change();
create trigger never_changes before update or delete on parley.body
    for each row execute function parley.refuse_change();
create trigger never_emptied before truncate on parley.body
    for each statement execute function parley.refuse_change();
create trigger never_changes before update or delete on parley.document
    for each row execute function parley.refuse_change();
create trigger never_emptied before truncate on parley.document
    for each statement execute function parley.refuse_change();
create trigger never_deleted before delete on parley.stream
    for each row execute function parley.refuse_change();
create trigger never_emptied before truncate on parley.stream
    for each statement execute function parley.refuse_change();
create trigger never_deleted before delete on parley.private
    for each row execute function parley.refuse_change();
create trigger never_emptied before truncate on parley.private
    for each statement execute function parley.refuse_change();
create trigger never_changes before update or delete on parley.deployment
    for each row execute function parley.refuse_change();
create trigger never_emptied before truncate on parley.deployment
    for each statement execute function parley.refuse_change();

-- A head only grows, and only to an event that this very transaction inserted.
create function parley.guard_head() returns trigger
    language plpgsql set search_path = parley, pg_temp
as $$
begin
    if tg_op = 'UPDATE' and (new.stream_id <> old.stream_id or new.version <= old.version) then
        raise exception 'the head of stream % only grows: % after %', old.stream_id, new.version, old.version
            using errcode = 'insufficient_privilege';
    end if;
    perform from event
    where stream_id = new.stream_id and version = new.version and hash = new.head_hash
        and xid = pg_current_xact_id_if_assigned();
    if not found then
        raise exception 'the head of stream % is not the event just inserted', new.stream_id
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger only_grows before insert or update on parley.stream
    for each row execute function parley.guard_head();

-- The one change that free words know: being erased.
create function parley.guard_erasure() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if new.commit <> old.commit or old.erased_at is not null or new.erased_at is null then
        raise exception 'free words are erased or left alone' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;
create trigger only_erased before update on parley.private
    for each row execute function parley.guard_erasure();
