"""
What became of a party: another name, a merger, a split, a suspension, other members, roles or weights. Decided by an
event.

The successor inherits what the event says, and nothing else. What was counted, read or published before stays as it is.
Source: hard case 13
"""

from datetime import datetime

from domain.event import Event
from domain.participation.authority import Acting, in_force, require_chair
from domain.participation.commands import (
    Appointment,
    FormerName,
    Heir,
    Member,
    Party,
    RecordSuccession,
)
from domain.participation.events import PartySucceeded
from domain.participation.weights import reweigh, weights_said, without_weight
from domain.process.state import Process
from domain.refused import AlreadyDone, NotASuccession, OutOfPlace
from domain.step.state import Given, Step

HEIRS: dict[str, tuple[int, int]] = {"merged": (1, 1), "split": (1, 50)}
"""How many successors there are, at least and at most. Of anything else there are none."""


def record_succession(process: Process, act: RecordSuccession, who: Acting) -> list[Event]:
    """
    Record what became of a party.

    :raises NotASuccession: what is given does not say what became of it, or does not fit
    """
    require_chair(who, "record what became of a party")
    party = process.parties.get(act.party)
    if party is None:
        raise OutOfPlace(why=f"{act.party} does not take part in this process")
    if act.party in process.succeeded:
        raise AlreadyDone(what=f"{act.party} has its successors")
    for problem in (_extent(process, act), _state(process, act), without_weight(process, act)):
        if problem:
            raise NotASuccession(party=act.party, became=act.became, why=problem)
    old, new = _change(party, act, who.at)
    return [
        PartySucceeded(
            party=act.party,
            became=act.became,
            old=old,
            new=new,
            heirs=act.heirs,
            keeps=act.keeps or (),
            weights=act.weights,
            grounds=act.grounds,
        )
    ]


def _extent(process: Process, act: RecordSuccession) -> str | None:
    """Say which field is missing, or too much, for what the party became."""
    least, most = HEIRS.get(act.became, (0, 0))
    unknown = [one for one in _named(act) if one not in process.parties or one == act.party]
    if unknown:
        return f"{unknown[0]} does not take part in this process beside it; admit it first"
    if not least <= len(act.heirs) <= most:
        return f"it takes {least} to {most} successors" if most else "it takes no successors"
    if (act.name is None) == (act.became == "renamed"):
        return "a new name is what a renamed party has, and no other"
    if (act.members is None) == (act.became == "regrouped"):
        return "members are what a regrouped party has, and no other"
    if (not act.weights) == (act.became == "reweighed"):
        return "weights are what a reweighed party has, and no other"
    if (act.roles is None) == (act.became == "reclassified"):
        return "roles are what a reclassified party has, and no other"
    roles = [one for one in act.roles or () if one not in process.procedure.roles]
    if roles:
        return f"the procedure knows no role {roles[0]}"
    if (act.keeps is None) == (act.became in ("suspended", "split")):
        return "say what it keeps where it is suspended or split, and only there"
    return None


def _named(act: RecordSuccession) -> list[str]:
    return [*(heir.party for heir in act.heirs), *(act.members or ())]


def _state(process: Process, act: RecordSuccession) -> str | None:
    if (act.party in process.suspended) != (act.became == "resumed"):
        known = {"resumed": "it is not suspended", "suspended": "it is suspended already"}
        return known.get(act.became, "it is suspended; resume it first")
    return None


def _change(
    party: Party, act: RecordSuccession, at: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The old value and the new one."""
    if act.name is not None:
        return (party.name,), (act.name,)
    if act.members is not None:
        return party.speaks_for(at), act.members
    if act.roles is not None:
        return party.roles, act.roles
    if act.weights:
        return weights_said(party.weights, act.weights), weights_said(act.weights, act.weights)
    return (), ()


def succeeded(process: Process, event: PartySucceeded, at: datetime) -> None:
    """Let it be so from this instant on."""
    party = process.parties[event.party]
    if event.became == "renamed":
        former = (*party.former, FormerName(name=party.name, until=at))
        update = {"name": event.new[0], "former": former}
        process.parties[event.party] = party.model_copy(update=update)
    elif event.became == "regrouped":
        _regroup(process, party, event.new, at)
    elif event.became == "reclassified":
        _reclassify(process, party, event.new)
    elif event.became == "reweighed":
        reweigh(process, party, event.weights, at)
    elif event.became == "resumed":
        process.suspended.discard(event.party)
        _hold(process, event.party)
    else:
        _leave(process, party, event, at)


def _regroup(process: Process, group: Party, now: tuple[str, ...], at: datetime) -> None:
    """End the memberships of those who are members no more, and begin those of the new ones."""
    before = group.speaks_for(at)
    ended = tuple(
        one.model_copy(update={"until": at}) if one.belongs(at) and one.party not in now else one
        for one in group.members
    )
    begun = tuple(Member(party=party, since=at) for party in now if party not in before)
    process.parties[group.party] = group.model_copy(update={"members": (*ended, *begun)})


def _reclassify(process: Process, party: Party, roles: tuple[str, ...]) -> None:
    """Give a party other roles. What has closed was counted by the roles that it held then."""
    for holders in process.holders.values():
        holders.discard(party.party)
    process.parties[party.party] = party.model_copy(update={"roles": roles})
    _hold(process, party.party)


def _hold(process: Process, party: str) -> None:
    for role in process.parties[party].roles:
        process.holders.setdefault(role, set()).add(party)


def _leave(process: Process, party: Party, event: PartySucceeded, at: datetime) -> None:
    """A party that is suspended, merged or split: hand on what is inherited, end what is neither kept nor inherited."""
    for heir in event.heirs:
        _inherit(process, party, heir, at)
    if "roles" not in event.keeps:
        for holders in process.holders.values():
            holders.discard(party.party)
    if "answers" not in event.keeps:
        for step in process.open_steps():
            step.drop(party.party, at)
    if event.became == "suspended":
        process.suspended.add(party.party)
        return
    if "memberships" not in event.keeps:
        _replace_member(process, party.party, (), at)
    if "people" not in event.keeps:
        _end_appointments(process, party.party, at)
    if "roles" not in event.keeps:
        process.succeeded[party.party] = tuple(heir.party for heir in event.heirs)


def _inherit(process: Process, party: Party, heir: Heir, at: datetime) -> None:
    if "roles" in heir.inherits:
        own = process.parties[heir.party]
        roles = tuple(dict.fromkeys((*own.roles, *party.roles)))
        process.parties[heir.party] = own.model_copy(update={"roles": roles})
        _hold(process, heir.party)
    for step in process.open_steps():
        if "roles" in heir.inherits and party.party in step.electors:
            step.electors |= {heir.party}
        if "answers" in heir.inherits:
            _answers(step, party.party, heir.party, at)
    if "people" in heir.inherits:
        _people(process, party.party, heir.party, at)
    if "memberships" in heir.inherits:
        _replace_member(process, party.party, (heir.party,), at)
    if "pledges" in heir.inherits:
        _pledges(process, party.party, heir.party)
    if "actions" in heir.inherits:
        _actions(process, party.party, heir.party)


def _answers(step: Step, old: str, new: str, at: datetime) -> None:
    """Let the answers that stand be the successor's, where it has given none of its own."""
    for given in [one for many in step.standing.get(old, {}).values() for one in many]:
        single = step.rule.answers[given.said.answer].each == "one"
        if single and step.single(new) is not None:
            continue
        said = given.said.model_copy(update={"party": new})
        step.add(Given(given.version, at, said))


def _people(process: Process, old: str, new: str, at: datetime) -> None:
    for person in list(process.appointments):
        for one in list(process.appointments[person]):
            if one.party == old and in_force(one, at):
                kept = one.model_copy(update={"party": new, "valid_from": at})
                process.appointments[person].append(kept)


def _end_appointments(process: Process, party: str, at: datetime) -> None:
    def ended(one: Appointment) -> Appointment:
        over = one.party == party and in_force(one, at)
        return one.model_copy(update={"valid_until": at}) if over else one

    for person, mine in process.appointments.items():
        process.appointments[person] = [ended(one) for one in mine]


def _replace_member(process: Process, old: str, new: tuple[str, ...], at: datetime) -> None:
    for group in list(process.parties.values()):
        now = group.speaks_for(at)
        if old in now:
            kept = [one for one in now if one != old]
            _regroup(process, group, tuple(dict.fromkeys((*kept, *new))), at)


def _pledges(process: Process, old: str, new: str) -> None:
    """Who leads a pledge, and its partners, from now on; what was published names whom it named then."""
    for pledge in process.pledges.values():
        pledge.lead = new if pledge.lead == old else pledge.lead
        partners = (new if one == old else one for one in pledge.partners)
        pledge.partners = tuple(dict.fromkeys(partners))


def _actions(process: Process, old: str, new: str) -> None:
    for action in process.actions.values():
        if action.owner.party == old:
            action.owner = action.owner.model_copy(update={"party": new})


def roles_now(process: Process, party: str) -> tuple[str, ...]:
    return tuple(role for role, who in process.holders.items() if party in who)


def remember_roles(process: Process, before: dict[str, tuple[str, ...]], at: datetime) -> None:
    """Keep since when parties hold which roles, where that has changed: a question may look back at an instant."""
    for party, roles in before.items():
        now = roles_now(process, party)
        if now != roles:
            since = process.roles_since.setdefault(party, [(process.started_at, roles)])
            since.append((at, now))
