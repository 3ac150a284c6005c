"""
Procedures drawn at random, valid by construction: whatever is drawn passes the check, and can come to an end.

Every draw is a seed; the same seed draws the same procedure on every machine.
"""

from itertools import pairwise
from random import Random
from typing import Any

from domain.procedure.check.procedure import errors
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from tests.procedures.at_random.beside import Traits, beside, later_windows
from tests.procedures.at_random.guards import guards
from tests.procedures.at_random.questions import ALONE, IN_SEQUENCE, Questions, Rule

ROLES = {
    "chair": {"class": "chair", "title": "Chair"},
    "member": {"class": "decision_maker", "title": "Member"},
    "associate": {"class": "decision_maker", "title": "Associate"},
    "observer": {"class": "consulted", "title": "Observer"},
    "office": {"class": "supporter", "title": "Office"},
}
JOINED = ("waits_for", "needs", "only_if", "otherwise")
"""What of a stage can make ways wait for each other."""


def drawn(seed: int) -> Procedure:
    """Draw a procedure of one to six stages, with loops, parallel ways, joins of ways and conditions."""
    rng = Random(seed)
    traits = Traits.drawn(rng)
    keys = [f"s{number}" for number in range(1, rng.randint(1, 6) + 1)]
    stages = [_stage(rng, traits, key, keys) for key in keys]
    later_windows(rng, stages)
    _lead_everywhere(stages)
    _join(rng, stages)
    guards(rng, stages)
    procedure = _procedure(seed, traits, stages)
    ahead = list(JOINED)
    while found := errors(procedure):
        assert ahead, f"not valid: {[one.wrong for one in found]}"
        name = ahead.pop(0)
        for stage in stages:  # ways that wait for each other, or never meet: then without
            stage.pop(name, None)
        procedure = _procedure(seed, traits, stages)
    return procedure


def _procedure(seed: int, traits: Traits, stages: list[Rule]) -> Procedure:
    return Procedure.model_validate(
        {
            "procedure": f"drawn-{seed}",
            "version": 1,
            "title": f"Drawn procedure {seed}",
            "venue": "geneva",
            "venues": {"geneva": {"name": "Geneva", "zone": "Europe/Zurich"}},
            "roles": ROLES,
            "reported": {
                "channels": ["e-mail"],
                "entered_by": ["office"],
                "admitted_by": ["chair"],
            },
            **traits.of_procedure(),
            "roadmap": stages,
        }
    )


def _stage(rng: Random, traits: Traits, key: str, keys: list[str]) -> Rule:
    kind, questions = rng.choice(ALONE)(rng) if rng.random() < 0.75 else _sequence(rng)
    for question in questions.values():
        beside(rng, traits, question)
    _carry_over(rng, key, questions)
    return {
        "stage": key,
        "kind": kind,
        "title": f"Stage {key}",
        "rounds_at_most": rng.randint(1, 3),
        "then": {outcome: _targets(rng, keys) for outcome in _outcomes(questions)},
        "questions": questions,
        **({"order": list(questions)} if kind == "sequence" else {}),
    }


def _sequence(rng: Random) -> tuple[str, Questions]:
    """Two or three questions of any kind, one after the other."""
    makers = rng.sample(IN_SEQUENCE, k=rng.randint(2, 3))
    return "sequence", {
        f"q{number}": next(iter(maker(rng)[1].values())) for number, maker in enumerate(makers)
    }


def _targets(rng: Random, keys: list[str]) -> list[str]:
    """One way on, several side by side, or the end. Backwards too: the bound on rounds ends every loop."""
    if rng.random() < 0.25:
        return ["end"]
    return sorted(rng.sample(keys, k=min(len(keys), rng.choice((1, 1, 1, 2)))))


def _outcomes(questions: Questions) -> list[str]:
    """What the stage can end with: the outcomes of its last question, and what a withdrawn text or a reading gives."""
    last = Question.model_validate(list(questions.values())[-1])
    found = list(last.outcomes())
    if any(one["about"] == "text" for one in questions.values()):
        found.append("withdrawn")
    if last.window.read_at:
        found.append("read")
    if any("meeting" in str(one["window"]) for one in questions.values()):
        found.append("cancelled")
    return list(dict.fromkeys(found))


def _carry_over(rng: Random, key: str, questions: Questions) -> None:
    """Let a further round of a ballot begin with what stood in the round before."""
    ballot = questions.get("votes")
    if ballot is not None and ballot["stands"] == "close" and rng.random() < 0.7:
        ballot["starts_from"] = f"{key}.votes"


def _join(rng: Random, stages: list[Rule]) -> None:
    """Let some stages wait for others, and some begin at a date."""
    for stage in stages[1:]:
        others = [one["stage"] for one in stages if one is not stage]
        if rng.random() < 0.4:
            stage["waits_for"] = sorted(rng.sample(others, k=min(len(others), 2)))
        if rng.random() < 0.2:
            stage["begins"] = {"at": f"2026-03-{rng.randint(3, 28):02}T12:00:00+00:00"}


def _lead_everywhere(stages: list[Rule]) -> None:
    """Lead to every stage that nothing leads to, from the one before it."""
    for before, stage in pairwise(stages):
        reached = _reached(stages)
        if stage["stage"] not in reached:
            home = before if before["stage"] in reached else stages[0]
            outcome = next(iter(home["then"]))
            kept = [key for key in home["then"][outcome] if key != "end"]
            home["then"][outcome] = sorted({*kept, stage["stage"]})


def _reached(stages: list[Rule]) -> set[str]:
    ways: dict[str, Any] = {
        stage["stage"]: {key for keys in stage["then"].values() for key in keys} for stage in stages
    }
    found, ahead = set[str](), [stages[0]["stage"]]
    while ahead:
        key = ahead.pop()
        if key in ways and key not in found:
            found.add(key)
            ahead += ways[key]
    return found
