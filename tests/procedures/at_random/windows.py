"""Windows of other kinds than a span from now: dates, openings that are fixed, gavels; and who may move them."""

from random import Random

from tests.procedures.at_random.questions import SPANS, Rule

AT_TIMES = ("18:00", "02:30", "end_of_day")
"""Also one that a night of the venue leaves out."""


def window(rng: Random, question: Rule) -> None:
    """Draw another window for a question that lasts a span, and how it may be extended."""
    if "lasts" not in question["window"]:
        return
    if rng.random() < 0.5:
        rng.choice((_at_time, _from_date, _opens, _asap, _on_gavel))(rng, question)
    _extension(rng, question)
    _requests(rng, question)


def _at_time(rng: Random, question: Rule) -> None:
    first = rng.choice(("excluded", "included"))
    lasts = rng.choice(({"days": 2}, {"weeks": 1}, {"months": 1}))
    question["window"] |= {"lasts": lasts, "at_time": rng.choice(AT_TIMES), "first_day": first}


def _from_date(rng: Random, question: Rule) -> None:
    away = rng.choice(({}, {"less": {"days": 2}}, {"less": {"weeks": 1}}, {"plus": {"hours": 72}}))
    del question["window"]["lasts"]
    question["window"]["closes"] = {"date": "meeting", **away}
    question.update(
        rng.choice(({}, {"if_the_date_moves": "follow"}, {"if_the_date_moves": "stay"}))
    )


def _opens(rng: Random, question: Rule) -> None:
    question["window"]["opens"] = rng.choice(
        (
            {"at": f"2026-03-{rng.randint(3, 28):02}T12:00:00+00:00"},
            {"date": "meeting", "less": {"days": 2}},
        )
    )


def _asap(rng: Random, question: Rule) -> None:
    del question["window"]["lasts"]
    question["window"] |= {"asap": True, "minimum_notice": {"hours": rng.randint(1, 5)}}
    question.pop("hold", None)
    _no_holds(question)


def _on_gavel(rng: Random, question: Rule) -> None:
    del question["window"]["lasts"]
    question["window"]["on"] = "gavel"
    question["window"].pop("early_close", None)
    question.pop("remind", None)
    _no_holds(question)
    if rng.random() < 0.5:
        question["window"]["due_within"] = {"days": 2}


def _no_holds(question: Rule) -> None:
    question.pop("hold", None)
    question["answers"].pop("hold", None)


def _extension(rng: Random, question: Rule) -> None:
    if "on" in question["window"] or rng.random() < 0.5:
        return
    alone = question["silence_means"] != "agrees" and rng.random() < 0.7
    rule = {"by": rng.choice((["chair"], ["chair", "office"])), "for_one": alone}
    limits = rng.choice(({}, {"at_most": rng.choice(SPANS)}, {"times": rng.randint(1, 2)}))
    question["extension"] = "none" if rng.random() < 0.15 else rule | limits


def _requests(rng: Random, question: Rule) -> None:
    """More time may be asked for, and somebody decides on it."""
    if question.get("extension") == "none" or "on" in question["window"] or rng.random() < 0.85:
        return
    question["answers"]["time"] = {"title": "Time", "each": "many", "effect": "requests_time"}
    question["pending_at_expiry"] = rng.choice(
        ("lapses", "provisional", {"suspends": {"hours": 24}})
    )
