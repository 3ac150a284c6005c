"""How the things of a procedure are called in sentences and pictures."""

from domain.procedure.incidental import OnParent
from domain.procedure.models import END, Procedure

ENDS = "the process ends"
TRACK_ENDS = "its track ends, and the process with the last one"

MANNERS = {
    "consensus": "by consensus",
    "without_vote": "without a vote",
    "recorded_vote": "by a recorded vote",
    "silence": "by silence",
}


def title_of(procedure: Procedure, key: str) -> str:
    """The title of a stage; a key that names none is shown as it is, so that a faulty file can be read too."""
    if key == END:
        return ENDS
    return next((one.title for one in procedure.roadmap if one.stage == key), key)


def among(procedure: Procedure, keys: tuple[str, ...]) -> str:
    """What follows: one stage, several side by side, or the end."""
    stages = [title_of(procedure, key) for key in keys if key != END]
    if len(stages) > 1:
        return f"{', '.join(stages[:-1])} and {stages[-1]}, side by side"
    return stages[0] if stages else ENDS


def follows(procedure: Procedure, stage: str, keys: tuple[str, ...]) -> str:
    """What follows a stage. Where others may run beside it, its end is not yet that of the process."""
    said = among(procedure, keys)
    return TRACK_ENDS if said == ENDS and stage in beside_others(procedure) else said


def beside_others(procedure: Procedure) -> set[str]:
    """The stages that may run while others do: what only some of the tracks lead to that begin together."""
    found = set[str]()
    for stage in procedure.roadmap:
        for keys in stage.then.values():
            tracks = [procedure.reached_from([key]) for key in keys if key != END]
            if len(tracks) > 1:
                found |= set[str]().union(*tracks) - tracks[0].intersection(*tracks)
    return found - {procedure.roadmap[0].stage}


def does(effect: OnParent) -> str:
    """What the outcome of a raised question does to the question that it was raised on."""
    if effect.outcome is not None:
        return f"ends as “{effect.outcome}”"
    return {
        "continues": "goes on",
        "replaces": "comes to the same",
        "divides": "is divided: these paragraphs become a question of their own",
        "amends": "waits for the text with this amendment, and goes on with it",
        "admits": "counts the refused act that it is about",
    }[effect.does]


def named(procedure: Procedure, roles: tuple[str, ...]) -> str:
    """The titles of roles."""
    found = [procedure.roles[key].title if key in procedure.roles else key for key in roles]
    return ", ".join(found) or "nobody"


def often(procedure: Procedure, roles: tuple[str, ...]) -> str:
    """The titles of roles after "no": any of them."""
    return " or ".join(named(procedure, (key,)) for key in roles)
