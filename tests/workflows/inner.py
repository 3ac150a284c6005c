"""An opt-in on the real record, and an inner process that answers it for one institution."""

from domain.procedure.models import Procedure
from tests.domain.clearance import STEP, clearance_of, opt_in, pledge
from tests.domain.play import procedure
from tests.workflows.scene import Scene


async def linked(outer: Scene, *, live: bool = False, rules: Procedure | None = None) -> Scene:
    """An opt-in that is open, and the clearance of one institution."""
    await outer.start(pledge(short() if live else None, live=live))
    await outer.publish("v1", "chair-principal")
    await outer.is_open(STEP)
    own = Scene(outer.intake, outer.client)
    await own.start(await outer.read(lambda p: clearance_of(p, "a", rules=rules)))
    return own


def short() -> Procedure:
    return opt_in(process="silence-20-seconds", gives={"held": "endorse"})


def one_question() -> Procedure:
    """An inner process of a single silence, so short that a live one ends in seconds."""
    data = procedure("silence-20-seconds").model_dump(mode="json", by_alias=True)
    question = data["roadmap"][0]["questions"]["objections"]
    question |= {"window": {"lasts": {"seconds": 1}, "early_close": []}, "hold": None}
    question["asks"], question["answers"] = ["unit"], {"objection": {"title": "No", "each": "one"}}
    data["roles"] = procedure("entity-clearance").model_dump(mode="json", by_alias=True)["roles"]
    data["reported"] = {"channels": ["e-mail"], "entered_by": ["focal_point"]}
    data["reported"]["admitted_by"] = ["focal_point"]
    data["dates"] = {"answer_due": {"title": "Due", "outer": True}}
    return Procedure.model_validate(data)
