"""What may be raised on a question, drawn at random: motions that are voted on, and rulings that the chair makes."""

from random import Random

from domain.procedure.question import Question
from tests.procedures.at_random.questions import CAPACITIES, Rule, duty, question_of

DEEP = 2
"""So deep may one question be raised on another."""


def raisable(rng: Random, question: Rule, depth: int = 0) -> None:
    """Let one or two kinds of questions be raised on a question."""
    kinds = rng.sample(("motion", "ruling"), k=rng.randint(1, 2))
    question["incidental"] = {kind: _raised(rng, question, kind, depth) for kind in kinds}


def _raised(rng: Random, parent: Rule, kind: str, depth: int) -> Rule:
    raised = _motion(rng) if kind == "motion" else _ruling(rng)
    if depth + 1 < DEEP and rng.random() < 0.15:
        raisable(rng, raised, depth + 1)
    outcomes = Question.model_validate(raised).outcomes()
    does = [_effect(rng, parent) for _ in outcomes]
    needs = [_NEEDS[one] for one in does if isinstance(one, str) and one in _NEEDS]
    return {
        "title": f"A {kind}",
        "raised_by": rng.choice((["member"], ["member", "associate"], ["chair"])),
        "given_by": CAPACITIES,
        "needs": sorted(set(needs)),
        "takes": ["grounds"],
        "per_party": rng.randint(1, 2),
        "total": rng.randint(1, 3),
        "clock": rng.choice(("runs", "stops")),
        "precedence": rng.randint(1, 3),
        **({"about_refusals": _refusals(rng)} if "admits" in does else {}),
        "question": raised,
        "then": dict(zip(outcomes, does, strict=True)),
    }


def _refusals(rng: Random) -> list[str]:
    return sorted(rng.sample(("late", "capacity", "condition", "reason"), k=rng.randint(1, 4)))


_NEEDS = {"divides": "paragraphs", "admits": "about"}


def _effect(rng: Random, parent: Rule) -> object:
    """What an outcome does to the other question."""
    ends = {"ends": rng.choice(("set_aside", parent["adds_up_to"][-1]["permits"][0]))}
    if ends["ends"] == "chosen":
        ends = {"ends": "set_aside"}
    divides = ["divides"] if parent["about"] == "text" else []
    return rng.choice(["continues", "continues", "replaces", "admits", ends, *divides])


def _motion(rng: Random) -> Rule:
    answers = {name: {"title": name, "each": "one", "takes": ["grounds"]} for name in ("yes", "no")}
    early: list[str] = rng.choice(([], ["all_answered"], ["gavel"]))
    return question_of(
        rng,
        about="finding",
        asks=rng.choice((["member"], ["associate"])),
        answers=answers,
        window={"lasts": rng.choice(({"hours": 1}, {"days": 2}, {"minutes": 90}))}
        | ({"early_close": early} if early else {}),
        adds_up_to=[
            {"when": [{"count": "yes", "at_least": 1}], "permits": ["adopted"]},
            {"permits": ["rejected"]},
        ],
    )


def _ruling(rng: Random) -> Rule:
    ruling = next(iter(duty(rng)[1].values()))
    ruling["answers"]["finding"]["choices"] = ["upheld", "overruled"]
    ruling.pop("defaults_to", None)
    return ruling
