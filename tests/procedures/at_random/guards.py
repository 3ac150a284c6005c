"""Conditions drawn at random: of stages, what they need and when they are left out; of answers, when they are taken."""

from random import Random

from tests.procedures.at_random.questions import Questions, Rule

LATER = {"code": "not-now", "says": "The procedure does not let this be now."}


def guards(rng: Random, stages: list[Rule]) -> None:
    """Guard some stages and some answers. What a stage needs can come about; on what it is left out may be anything."""
    for number, stage in enumerate(stages):
        if number and rng.random() < 0.25:
            stage["needs"] = [_need(rng, stages, stage)]
        if rng.random() < 0.2:
            later = [one["stage"] for one in stages[number + 1 :]]
            stage["only_if"] = [_fact(rng, stages)]
            stage["otherwise"] = [rng.choice(later)] if later and rng.random() < 0.7 else ["end"]
        _answers(rng, stages, stage["questions"])


def _instant(rng: Random) -> str:
    return f"2026-03-{rng.randint(3, 28):02}T12:00:00+00:00"


def _need(rng: Random, stages: list[Rule], stage: Rule) -> Rule:
    """Something that will hold some day, whatever happens: a time, an end, a text that can be published."""
    other = rng.choice([one for one in stages if one is not stage])["stage"]
    after = {"after": {"at": _instant(rng)}}
    began = {"rounds_of": stages[0]["stage"], "at_least": 1}
    need: Rule = rng.choice(
        (
            after,
            after if "only_if" in stages[0] else began,
            {"text": "rev"},
            {"none": [{"open": other}]},
            {"any": [_fact(rng, stages), after]},
        )
    )
    return {**need, "otherwise": LATER} if rng.random() < 0.4 else need


def _fact(rng: Random, stages: list[Rule]) -> Rule:
    """Whatever may hold or not."""
    stage = rng.choice(stages)
    key, question = stage["stage"], rng.choice(list(stage["questions"]))
    outcomes = list(stage["then"])
    found: Rule = rng.choice(
        (
            {"outcome": key, "is": rng.sample(outcomes, k=rng.randint(1, min(2, len(outcomes))))},
            {"rounds_of": key, rng.choice(("at_most", "at_least")): 1},
            {"open": f"{key}.{question}"},
            {"answered": f"{key}.{question}"},
            {"text": "rev"},
            {rng.choice(("before", "after")): {"at": _instant(rng)}},
        )
    )
    return found


def _answers(rng: Random, stages: list[Rule], questions: Questions) -> None:
    """Guard an answer that nobody owes."""
    for question in questions.values():
        free = [
            name
            for name, rule in question["answers"].items()
            if name not in ("finding", "disposition", "quality")
        ]
        if free and rng.random() < 0.12:
            guard = rng.choice(
                (
                    {"before": {"at": _instant(rng)}},
                    {"after": {"at": _instant(rng)}},
                    {"rounds_of": stages[0]["stage"], "at_most": 1},
                    {"notice": {"days": 2}, "before": {"at": _instant(rng)}},
                )
            )
            question["answers"][rng.choice(free)]["only_if"] = [{**guard, "otherwise": LATER}]
