"""What stands beside a question: groups, as of when one is entitled, who sees what, how it is divided."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.procedures.at_random.incidental import raisable
from tests.procedures.at_random.questions import Rule
from tests.procedures.at_random.windows import window

PARTS = ("matter", "step", "who", "answers", "figures")


@dataclass(frozen=True, slots=True)
class Traits:
    """
    What is drawn once for a procedure.

    :param groups: whether a group takes part
    :param course: who may change the course of the whole process
    """

    groups: bool
    course: Rule = field(default_factory=dict)

    @classmethod
    def drawn(cls, rng: Random) -> "Traits":
        return cls(rng.random() < 0.35, _course(rng) if rng.random() < 0.4 else {})

    def of_procedure(self) -> dict[str, Any]:
        dates = {"meeting": {"title": "The meeting"}}
        return {"dates": dates, **({"course": self.course} if self.course else {})}


def _course(rng: Random) -> Rule:
    return {
        "suspend": {"by": ["chair"], "clocks": rng.choice(("stop", "run_on"))},
        "resume": {"by": ["chair"]},
        "abandon": {"by": ["office"]},
        "reopen": {"by": ["chair"], "then": ["s1"]},
    }


def beside(rng: Random, traits: Traits, question: Rule, raised: bool = False) -> None:
    """Draw what stands beside a question, as far as it fits. What is raised has its own raised questions already."""
    if traits.groups and "member" in question["asks"]:
        _groups(rng, question)
    _entitled(rng, question)
    _present(rng, question)
    _told(rng, question)
    _seen(rng, question)
    if not raised and question["about"] != "proposals" and rng.random() < 0.25:
        raisable(rng, question)
    for one in question.get("incidental", {}).values():
        beside(rng, traits, one["question"], raised=True)
    if question["answers"].keys().isdisjoint(("proposal", "disposition")):
        window(rng, question)
    _divided(rng, question)


def _groups(rng: Random, question: Rule) -> None:
    """A group speaks for members: as one, or for each."""
    question["groups"] = rng.choice(("as_one", "per_member"))
    for rule in question["answers"].values():
        if rule["each"] == "one" and rng.random() < 0.5:
            rule["takes"] = [*rule.get("takes", ()), "aligned"]


def _entitled(rng: Random, question: Rule) -> None:
    if rng.random() < 0.4:
        as_of = rng.choice(("opening", "close", "instant", "act"))
        at = {"at": {"at": f"2026-03-{rng.randint(1, 20):02}T12:00:00+00:00"}}
        question["entitled"] = {"as_of": as_of, **(at if as_of == "instant" else {})}


def _present(rng: Random, question: Rule) -> None:
    """Only who is present at the meeting decides, where members are asked and nobody else has a duty."""
    if "office" not in question["asks"] and "chair" not in question["asks"] and rng.random() < 0.1:
        question["only_present"] = True


def _told(rng: Random, question: Rule) -> None:
    """Who is told of what; and sometimes a longer deadline needs that all have been told of it."""
    if rng.random() < 0.15:
        question["tells"] = {
            what: rng.choice((["member"], ["observer", "associate"], ["chair"]))
            for what in rng.sample(("opened", "extended", "outcome", "confirmed"), k=2)
        }
    if rng.random() < 0.15 and "lasts" in question["window"]:
        question["changes_need_notice"] = True


def _seen(rng: Random, question: Rule) -> None:
    """Who sees what, part by part."""
    if rng.random() < 0.4:
        question["visible"] = {
            part: {
                "to": rng.choice(("nobody", "chair", "asked", "all", "public")),
                "since": rng.choice(("opening", "close", "outcome")),
            }
            for part in PARTS
        }


def _divided(rng: Random, question: Rule) -> None:
    """Its paragraphs come to outcomes of their own: by rule, or because the chair takes them apart."""
    if question["about"] != "text" or rng.random() < 0.6:
        return
    by_item = question["decided_by"] == "automatic" and rng.random() < 0.5
    question["divides"] = ["by_item"] if by_item else ["by_act"]
    for rule in question["answers"].values():
        if rule.get("effect", "none") not in ("hold", "stands_aside", "qualifies"):
            rule["takes"] = sorted({*rule.get("takes", ()), "paragraphs"})
            if rng.random() < 0.2:
                rule["if_limited"] = "not_counted"


def later_windows(rng: Random, stages: list[Rule]) -> None:
    """Let some questions ask only those who have answered an earlier one."""
    first: dict[str, Rule] = {}
    for stage in stages:
        for name, question in stage["questions"].items():
            if first and _takes_votes(question) and rng.random() < 0.5:
                key = rng.choice(sorted(first))
                only: Rule = {"question": key}
                if rng.random() < 0.5:
                    only["otherwise"] = {"code": "not-then", "says": "Only who answered then."}
                question["only_who_answered"] = only
                question.pop("entitled", None)
            if _takes_votes(question):
                first[f"{stage['stage']}.{name}"] = question


def _takes_votes(question: Rule) -> bool:
    return "yes" in question["answers"] or "comment" in question["answers"]
