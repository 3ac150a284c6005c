-- name: processes
select process_id, title, procedure, clock, status, started_at from read.process
order by started_at, process_id

-- name: inbox
-- What is open and unanswered for the parties that this person acts for now. The dates of a capacity
-- are judged only where the process runs on the live clock.
select distinct i.process_id, pr.title, pr.clock, i.step_id, i.stage, i.question, i.party,
    i.opened_at, i.closes_at, i.answered
from read.participation as p
join read.process as pr on pr.process_id = p.process_id
join read.inbox as i on i.process_id = p.process_id and i.party = p.party
where p.person_id = $1
    and (pr.clock <> 'live' or (
        coalesce(p.valid_from <= parley.clock(), true) and coalesce(p.valid_until > parley.clock(), true)))
order by i.closes_at nulls last, i.process_id, i.step_id, i.party

-- name: due
select workflow_id, workflow_type, process_id, due_at from read.due
where due_at < $1
order by due_at, workflow_id

-- name: participations
select process_id, party, role, capacity, valid_from, valid_until from read.participation
where person_id = $1
order by process_id, party, role, capacity

-- name: clear
with p as (delete from read.process where process_id = $1),
    d as (delete from read.due where process_id = $1),
    i as (delete from read.inbox where process_id = $1)
delete from read.participation where process_id = $1

-- name: turn
select parley.turn_pages($1::jsonb, '{}')

-- name: answered
update read.inbox as i set answered = n.given
from unnest($1::uuid[], $2::text[], $3::boolean[]) as n (step, party, given)
where i.step_id = n.step and i.party = n.party
