"""The kinds of questions that are drawn: each comes with a rule that gives an outcome on any counts."""

from random import Random
from typing import Any

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
Questions = dict[str, Rule]


def question_of(rng: Random, **values: Any) -> Rule:
    """What every question has, drawn at random where a kind does not say it."""
    question: Rule = {
        "title": "What do you say?",
        "about": rng.choice(("finding", "finding", "text")),
        "asks": rng.choice((["member"], ["member", "associate"])),
        "given_by": CAPACITIES,
        "silence_means": "not_counted",
        "window": {"lasts": rng.choice(SPANS)},
        "stands": rng.choice(("close", "close", "never")),
        "visible": rng.choice(("chair", "asked", "all")),
        "decided_by": "automatic",
        **values,
    }
    confirmed = [{"confirm_by": rng.choice(SPANS)}] if question["stands"] == "close" else []
    question["if_the_text_changes"] = rng.choice(["lapse", "stand", *confirmed])
    return question


def silence(rng: Random) -> tuple[str, Questions]:
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
        more["hold"] = _hold(rng)
    rule = [{"when": [{"count": "objection", "at_least": fewest}], "permits": ["broken"]}]
    question = question_of(
        rng,
        silence_means="agrees",
        answers=answers,
        adds_up_to=[*rule, {"permits": ["held"]}],
        text_agreed_by=["held"],
        if_all_withdrawn=rng.choice(("held", "stays_broken")),
        **more,
    )
    return "silence_procedure", {"objections": question}


def _hold(rng: Random) -> Rule:
    return {
        "span": rng.choice(SPANS),
        "per_party": rng.randint(1, 2),
        "total": rng.randint(1, 3),
        "counted": rng.choice(("from_expiry", "from_request", "stops_the_clock")),
        "lifted_by_author": rng.random() < 0.5,
    }


def ballot(rng: Random) -> tuple[str, Questions]:
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
    window: Rule = {"lasts": rng.choice(SPANS), "early_close": early}
    if rng.random() < 0.25:
        window["ends_when"] = [{"count": "yes", "at_least": rng.randint(1, 3)}]
    rule = [{"when": tests, "permits": ["carried"]}, {"permits": ["lost"]}]
    question = question_of(rng, answers=answers, window=window, adds_up_to=rule, counts=COUNTS)
    return "single_question", {"votes": question}


def _test(rng: Random) -> Rule:
    """A comparison of counts with a number, or of one count with a share of another."""
    count = rng.choice(("yes", "no", "abstain", "asked", "silent", *COUNTS))
    if rng.random() < 0.4:
        return {"count": count, rng.choice(NUMBERS): rng.randint(0, 4)}
    share = {rng.choice(COMPARED): rng.choice(SHARES), "of": rng.choice(WHOLES)}
    return {"count": count, **share, "of_none": rng.choice(("holds", "fails"))}


def judged(rng: Random) -> tuple[str, Questions]:
    """A count permits several outcomes, and the chair picks one; sometimes the office confirms it."""
    rule = [
        {"when": [{"count": "comment", "at_least": 1}], "permits": ["revise", "proceed"]},
        {"permits": ["proceed"]},
    ]
    question = question_of(
        rng,
        answers={"comment": {"title": "Comment", "each": "many", "takes": ["grounds"]}},
        silence_means="no_comment",
        adds_up_to=rule,
        decided_by="chair",
        **rng.choice(({}, CONFIRMED, CONFIRMED | LIMITED, CONFIRMED | LIMITED | GIVES_WAY)),
    )
    return "single_question", {"comments": question}


def opt_in(rng: Random) -> tuple[str, Questions]:
    answers = {
        "join": {"title": "Join", "each": "one", "effect": "joins"},
        "decline": {"title": "Decline", "each": "one"},
    }
    rule = [
        {"when": [{"count": "join", "at_least": rng.randint(1, 3)}], "permits": ["enough"]},
        {"permits": ["too_few"]},
    ]
    return "opt_in", {
        "joining": question_of(rng, answers=answers, silence_means="not_in", adds_up_to=rule)
    }


def qualified(rng: Random) -> tuple[str, Questions]:
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
    question = question_of(
        rng,
        asks=["member", "office"],
        answers=answers,
        silence_means="no_comment",
        counts=counts,
        adds_up_to=rule,
    )
    return "single_question", {"remarks": question}


def duty(rng: Random) -> tuple[str, Questions]:
    choices = rng.choice((["accept", "reject"], ["approve", "return", "drop"]))
    finding = {
        "title": "Finding",
        "each": "one",
        "needs": ["choice"],
        "takes": ["grounds"],
        "choices": choices,
    }
    question = question_of(
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
        **rng.choice(({}, {}, {"defaults_to": choices[0]})),
    )
    return "single_question", {"finding": question}


def inputs(rng: Random) -> tuple[str, Questions]:
    """Inputs of whoever is consulted; nobody decides anything here."""
    question = question_of(
        rng,
        about="finding",
        asks=["member", "observer"],
        answers={"input": {"title": "Input", "each": "many", "takes": ["grounds"]}},
        silence_means="no_comment",
        adds_up_to=[{"permits": ["collected"]}],
        remind={"before": [{"minutes": 30}]},
    )
    return "single_question", {"inputs": question}


def revision(rng: Random) -> tuple[str, Questions]:
    proposal = {
        "title": "Proposal",
        "each": "many",
        "needs": ["wording"],
        "takes": ["paragraphs"],
        "effect": "proposes",
    }
    disposition = {
        "title": "Disposition",
        "each": "many",
        "needs": ["about", "choice", "grounds"],
        "choices": ["accepted", "not_accepted"],
        "effect": "disposes",
    }
    proposals = question_of(
        rng,
        about="text",
        answers={"proposal": proposal},
        silence_means="no_comment",
        adds_up_to=[{"permits": ["collected"]}],
    )
    consolidation = question_of(
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


ALONE = (silence, ballot, judged, opt_in, revision, duty, inputs, qualified)
"""The kinds of stages that are drawn."""
IN_SEQUENCE = (ballot, judged, opt_in, duty, inputs)
