"""
Procedures drawn at random, valid by construction: whatever is drawn passes the check, and can come to an end.

Every draw is a seed; the same seed draws the same procedure on every machine.
"""

from itertools import pairwise
from random import Random
from typing import Any

from domain.procedure.check.procedure import errors
from domain.procedure.models import Procedure

ROLES = {
    "chair": {"class": "chair", "title": "Chair"},
    "member": {"class": "decision_maker", "title": "Member"},
    "associate": {"class": "decision_maker", "title": "Associate"},
    "observer": {"class": "consulted", "title": "Observer"},
    "office": {"class": "supporter", "title": "Office"},
}
SPANS = ({"hours": 1}, {"hours": 72}, {"days": 2}, {"weeks": 1}, {"minutes": 90}, {"months": 1})
SHARES = ("1/2", "2/3", "3/4", "4/5", "1/4")
WHOLES = ("asked", "answered", "entitled", "cast", "of_members")
NUMBERS = ("at_least", "at_most", "more_than", "less_than")
COMPARED = ("share_at_least", "share_at_most", "share_more_than", "share_less_than")
COUNTS = {
    "cast": {"sum": ["yes", "no"]},
    "reasoned": {"answers": ["no"], "with": ["grounds"]},
    "of_members": {"answers": ["yes", "no"], "by": ["member"]},
    "members": {"parties": "asked", "by": ["member"]},
    "others": {"sum": ["asked"], "less": ["members", "abstain"]},
}
CAPACITIES = ["principal", "deputy", "officer_in_charge"]

CONFIRMED = {"confirmed_by": "office"}
LIMITED = {"confirm_within": {"days": 2}, "unconfirmed": "stands"}
GIVES_WAY = {"unconfirmed": "proceed"}

Rule = dict[str, Any]


def drawn(seed: int) -> Procedure:
    """Draw a procedure of one to six stages, with loops, parallel ways and joins of ways."""
    rng = Random(seed)
    keys = [f"s{number}" for number in range(1, rng.randint(1, 6) + 1)]
    stages = [_stage(rng, key, keys) for key in keys]
    _lead_everywhere(stages)
    _join(rng, stages)
    procedure = _procedure(seed, stages)
    if errors(procedure):  # ways that wait for each other, or never meet: then without joins
        for stage in stages:
            stage.pop("waits_for", None)
        procedure = _procedure(seed, stages)
    return procedure


def _procedure(seed: int, stages: list[Rule]) -> Procedure:
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
            "roadmap": stages,
        }
    )


def _stage(rng: Random, key: str, keys: list[str]) -> Rule:
    kind, questions = rng.choice(ALONE)(rng) if rng.random() < 0.75 else _sequence(rng)
    outcomes = _outcomes(questions)
    _carry_over(rng, key, questions)
    return {
        "stage": key,
        "kind": kind,
        "title": f"Stage {key}",
        "rounds_at_most": rng.randint(1, 3),
        "then": {outcome: _targets(rng, keys) for outcome in outcomes},
        "questions": questions,
        **({"order": list(questions)} if kind == "sequence" else {}),
    }


def _sequence(rng: Random) -> tuple[str, dict[str, Rule]]:
    """Two or three questions of any kind, one after the other."""
    makers = rng.sample((_ballot, _judged, _opt_in, _duty, _inputs), k=rng.randint(2, 3))
    return "sequence", {
        f"q{number}": next(iter(maker(rng)[1].values())) for number, maker in enumerate(makers)
    }


def _targets(rng: Random, keys: list[str]) -> list[str]:
    """One way on, several side by side, or the end. Backwards too: the bound on rounds ends every loop."""
    if rng.random() < 0.25:
        return ["end"]
    return sorted(rng.sample(keys, k=min(len(keys), rng.choice((1, 1, 1, 2)))))


def _outcomes(questions: dict[str, Rule]) -> list[str]:
    """What the stage can end with: the outcomes of its last question, and what a withdrawn text or a reading gives."""
    last = list(questions.values())[-1]
    found = [outcome for case in last["adds_up_to"] for outcome in case["permits"]]
    if last.get("divides") and len(set(found)) > 1:
        found.append("divided")
    if "chosen" in found:
        found = list(next(iter(last["answers"].values()))["choices"])
    if any(one["about"] == "text" for one in questions.values()):
        found.append("withdrawn")
    if last["window"].get("read_at"):
        found.append("read")
    return list(dict.fromkeys(found))


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
    ways = {
        stage["stage"]: {key for keys in stage["then"].values() for key in keys} for stage in stages
    }
    found, ahead = set[str](), [stages[0]["stage"]]
    while ahead:
        key = ahead.pop()
        if key in ways and key not in found:
            found.add(key)
            ahead += ways[key]
    return found


def _question(rng: Random, **values: Any) -> Rule:
    question: Rule = {
        "title": "What do you say?",
        "about": rng.choice(("finding", "finding", "text")),
        "asks": rng.choice((["member"], ["member", "associate"])),
        "given_by": CAPACITIES,
        "silence_means": "not_counted",
        "window": {"lasts": rng.choice(SPANS)},
        "stands": rng.choice(("close", "close", "never")),
        "if_the_text_changes": "stand",
        "visible": rng.choice(("chair", "asked", "all")),
        "decided_by": "automatic",
        **values,
    }
    confirmed = [{"confirm_by": rng.choice(SPANS)}] if question["stands"] == "close" else []
    question["if_the_text_changes"] = rng.choice(["lapse", "stand", *confirmed])
    if question["about"] == "text" and question["decided_by"] == "automatic" and rng.random() < 0.2:
        question["divides"] = ["by_item"]
        for rule in question["answers"].values():
            rule["takes"] = [*rule.get("takes", ()), "paragraphs"]
    return question


def _silence(rng: Random) -> tuple[str, dict[str, Rule]]:
    fewest = rng.choice((1, 1, 2, 3))
    objection = {
        "title": "Objection",
        "each": "one",
        "takes": ["grounds"],
        "effect": "ends" if fewest == 1 and rng.random() < 0.3 else "none",
    }
    answers: Rule = {"objection": objection}
    more: Rule = {}
    if rng.random() < 0.5:
        answers["hold"] = {"title": "More time", "each": "many", "effect": "hold"}
        more["hold"] = {
            "span": rng.choice(SPANS),
            "per_party": rng.randint(1, 2),
            "total": rng.randint(1, 3),
            "counted": rng.choice(("from_expiry", "from_request")),
        }
    rule = [{"when": [{"count": "objection", "at_least": fewest}], "permits": ["broken"]}]
    question = _question(
        rng,
        silence_means="agrees",
        answers=answers,
        adds_up_to=[*rule, {"permits": ["held"]}],
        text_agreed_by=["held"],
        if_all_withdrawn=rng.choice(("held", "stays_broken")),
        **more,
    )
    return "silence_procedure", {"objections": question}


def _ballot(rng: Random) -> tuple[str, dict[str, Rule]]:
    answers = {
        name: {"title": name, "each": "one", "takes": ["grounds"]}
        for name in ("yes", "no", "abstain")
    }
    if rng.random() < 0.3:
        answers["recuse"] = {"title": "Recuse", "each": "one", "effect": "stands_aside"}
    tests = [_test(rng) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.3:
        tests = [{rng.choice(("any", "all")): tests, "called": "together"}]
    if rng.random() < 0.3:
        tests.append({"none": [_test(rng), {"rounds_of": "s1", "more_than": 1}]})
    early = rng.choice(([], ["gavel"], ["all_answered"], ["gavel", "all_answered"]))
    window = {"lasts": rng.choice(SPANS), "early_close": early}
    rule = [{"when": tests, "permits": ["carried"]}, {"permits": ["lost"]}]
    question = _question(
        rng, answers=answers, window=window, adds_up_to=rule, counts=COUNTS, **_entitled(rng)
    )
    return "single_question", {"votes": question}


def _test(rng: Random) -> Rule:
    """A comparison of counts with a number, or of one count with a share of another."""
    count = rng.choice(("yes", "no", "abstain", "asked", "silent", *COUNTS))
    if rng.random() < 0.4:
        return {"count": count, rng.choice(NUMBERS): rng.randint(0, 4)}
    share = {rng.choice(COMPARED): rng.choice(SHARES), "of": rng.choice(WHOLES)}
    return {"count": count, **share, "of_none": rng.choice(("holds", "fails"))}


def _entitled(rng: Random) -> Rule:
    return rng.choice(({}, {"entitled": {"as_of": "opening"}}))


def _carry_over(rng: Random, key: str, questions: dict[str, Rule]) -> None:
    """Let a further round of a ballot begin with what stood in the round before."""
    ballot = questions.get("votes")
    if ballot is not None and ballot["stands"] == "close":
        ballot["starts_from"] = f"{key}.votes"


def _judged(rng: Random) -> tuple[str, dict[str, Rule]]:
    """A count permits several outcomes, and the chair picks one; sometimes the office confirms it."""
    rule = [
        {"when": [{"count": "comment", "at_least": 1}], "permits": ["revise", "proceed"]},
        {"permits": ["proceed"]},
    ]
    question = _question(
        rng,
        answers={"comment": {"title": "Comment", "each": "many", "takes": ["grounds"]}},
        silence_means="no_comment",
        adds_up_to=rule,
        decided_by="chair",
        **rng.choice(({}, CONFIRMED, CONFIRMED | LIMITED, CONFIRMED | LIMITED | GIVES_WAY)),
    )
    return "single_question", {"comments": question}


def _opt_in(rng: Random) -> tuple[str, dict[str, Rule]]:
    answers = {
        "join": {"title": "Join", "each": "one", "effect": "joins"},
        "decline": {"title": "Decline", "each": "one"},
    }
    rule = [
        {"when": [{"count": "join", "at_least": rng.randint(1, 3)}], "permits": ["enough"]},
        {"permits": ["too_few"]},
    ]
    return "opt_in", {
        "joining": _question(rng, answers=answers, silence_means="not_in", adds_up_to=rule)
    }


def _qualified(rng: Random) -> tuple[str, dict[str, Rule]]:
    """Comments, of which the office says what they are; the count waits for it."""
    answers = {
        "remark": {"title": "Remark", "each": "many", "takes": ["grounds"]},
        "quality": {
            "title": "What a remark is",
            "each": "many",
            "needs": ["about", "choice"],
            "choices": ["substantive", "editorial"],
            "effect": "qualifies",
            "of": ["remark"],
            "by": ["office"],
        },
    }
    counts = {"weighty": {"answers": ["remark"], "quality": "substantive"}}
    rule = [
        {"when": [{"count": "weighty", rng.choice(NUMBERS): 1}], "permits": ["revise"]},
        {"permits": ["proceed"]},
    ]
    question = _question(
        rng,
        about="finding",
        asks=["member", "office"],
        answers=answers,
        silence_means="no_comment",
        counts=counts,
        adds_up_to=rule,
    )
    return "single_question", {"remarks": question}


def _duty(rng: Random) -> tuple[str, dict[str, Rule]]:
    choices = rng.choice((["accept", "reject"], ["approve", "return", "drop"]))
    finding = {
        "title": "Finding",
        "each": "one",
        "needs": ["choice"],
        "takes": ["grounds"],
        "choices": choices,
    }
    question = _question(
        rng,
        about="finding",
        asks=["chair"],
        answers={"finding": finding},
        silence_means="overdue",
        window={"on": "answered"},
        stands="never",
        remind={"every": rng.choice(SPANS), "at_most": rng.randint(1, 4)},
        escalates_to="office",
        adds_up_to=[{"permits": ["chosen"]}],
    )
    return "single_question", {"finding": question}


def _inputs(rng: Random) -> tuple[str, dict[str, Rule]]:
    """Inputs of whoever is consulted; nobody decides anything here."""
    question = _question(
        rng,
        about="finding",
        asks=["member", "observer"],
        answers={"input": {"title": "Input", "each": "many", "takes": ["grounds"]}},
        silence_means="no_comment",
        adds_up_to=[{"permits": ["collected"]}],
        remind={"before": [{"minutes": 30}]},
    )
    return "single_question", {"inputs": question}


def _revision(rng: Random) -> tuple[str, dict[str, Rule]]:
    proposal = {"title": "Proposal", "each": "many", "needs": ["wording"], "effect": "proposes"}
    disposition = {
        "title": "Disposition",
        "each": "many",
        "needs": ["about", "choice", "grounds"],
        "choices": ["accepted", "not_accepted"],
        "effect": "disposes",
    }
    proposals = _question(
        rng,
        about="text",
        answers={"proposal": proposal},
        silence_means="no_comment",
        adds_up_to=[{"permits": ["collected"]}],
    )
    consolidation = _question(
        rng,
        about="proposals",
        asks=["chair"],
        answers={"disposition": disposition},
        silence_means="overdue",
        window={"on": "complete"},
        complete_when=["proposals_disposed", "text_published"],
        stands="never",
        remind={"every": {"weeks": 1}, "at_most": 2},
        escalates_to="office",
        adds_up_to=[{"permits": ["consolidated"]}],
    )
    return "revision_round", {"proposals": proposals, "consolidation": consolidation}


ALONE = (_silence, _ballot, _judged, _opt_in, _revision, _duty, _inputs, _qualified)
"""The kinds of stages that are drawn."""
