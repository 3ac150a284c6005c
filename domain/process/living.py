"""
Facts with a life: a condition of an agreement is released or changed by the body that set it, and by nobody else;
lead and partners of a pledge change by event. What was published names whom it named then.

Source: hard case 18
"""

from domain.event import Event
from domain.participation.authority import Acting
from domain.process.commands import ChangeCondition, ChangePledge
from domain.process.events import ConditionChanged, PledgeChanged
from domain.process.state import Process
from domain.refused import AlreadyDone, NotPermitted, NotTheSetter, OutOfPlace
from domain.step.decide import endorsers


def change_condition(process: Process, act: ChangeCondition, who: Acting) -> list[Event]:
    """
    Release or change a condition.

    :raises NotTheSetter: another body has set it
    """
    old = process.conditions.get(act.condition)
    if old is None:
        raise OutOfPlace(why=f"there is no condition {act.condition}")
    setters = process.set_by.get(act.condition, ())
    if who.role not in setters:
        raise NotTheSetter(condition=act.condition, setters=", ".join(setters) or "nobody here")
    if act.words == old:
        raise AlreadyDone(what=f"condition {act.condition} says so")
    return [ConditionChanged(condition=act.condition, old=old, new=act.words, grounds=act.grounds)]


def condition_changed(process: Process, event: ConditionChanged) -> None:
    if event.new is None:
        process.conditions.pop(event.condition, None)
    else:
        process.conditions[event.condition] = event.new


def change_pledge(process: Process, act: ChangePledge, who: Acting) -> list[Event]:
    """
    Change who leads a pledge and who its partners are: by its present lead, or the chair.

    :raises OutOfPlace: there is no such pledge, or a partner has not joined its text
    """
    pledge = process.pledges.get(act.pledge)
    if pledge is None:
        raise OutOfPlace(why=f"there is no pledge {act.pledge}")
    if who.party != pledge.lead and who.role_class != "chair":
        raise NotPermitted(
            role=who.role, why=f"its lead {pledge.lead} or the chair changes a pledge"
        )
    lead = act.lead or pledge.lead
    partners = pledge.partners if act.partners is None else act.partners
    for party in (lead, *partners):
        if party not in process.parties:
            raise OutOfPlace(why=f"{party} does not take part in this process")
    joined = (*pledge.partners, *endorsers(process, pledge.text))
    for party in partners:
        if party not in joined:
            raise OutOfPlace(why=f"{party} has not joined the text of the pledge")
    return [
        PledgeChanged(
            pledge=act.pledge,
            old_lead=pledge.lead,
            new_lead=lead,
            old_partners=pledge.partners,
            new_partners=partners,
            grounds=act.grounds,
        )
    ]


def pledge_changed(process: Process, event: PledgeChanged) -> None:
    pledge = process.pledges[event.pledge]
    pledge.lead, pledge.partners = event.new_lead, event.new_partners
