-- name: take
-- Lock, then read heads and clock; one row at least.
select clock, stream_id, version, head_hash from parley.take($1, $2)

-- name: append
select stream_id, reason from parley.append(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)

-- name: append_at_once
select stream_id, reason from parley.append_at_once(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)

-- name: clock
select parley.clock()

-- name: origin
select origin from parley.deployment

-- name: migrations
select name from parley.migration

-- name: head
select version, head_hash from parley.stream where stream_id = $1

-- name: events
select e.envelope, e.hash, b.body, b.salt
from parley.event as e join parley.body as b using (stream_id, version)
where e.stream_id = $1 and e.version > $2 and e.version <= $3
order by e.version

-- name: command
select e.envelope, e.hash, b.body, b.salt
from parley.event as e join parley.body as b using (stream_id, version)
where e.stream_id = $1 and e.command_id = $2
order by e.ordinal

-- name: put_document
insert into parley.document (sha256, media_type, body) values ($1, $2, $3) on conflict do nothing

-- name: document
select media_type, body from parley.document where sha256 = $1

-- name: private
select commit, salt, text from parley.private where commit = any ($1) and erased_at is null

-- name: erase_private
select parley.erase_private($1)
