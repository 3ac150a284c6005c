"""
Rules of bodies that are not shipped, written as data alone, each playing its numbers.

They show that the language is general: what could not be written became writable by a value of the vocabulary, not by
code for a body. Sources: the rules of W3C (2026), ITU-T (TAP, questions by correspondence), Codex Alimentarius, the
direct final rule of the United States, and the silent approval of IALA, as restated in the project's reports.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.procedure.check.procedure import check
from domain.procedure.explain.page import explain
from domain.procedure.models import Procedure
from domain.step.commands import Answer
from tests.procedures.others import Body, choice, faultless, written

GENEVA = ZoneInfo("Europe/Zurich")

# W3C: a council decides on an objection; unanimity nearly at once ends it; of a tie the chair decides.

COUNCIL = written(
    "w3c-council",
    """
  - stage: short_circuit
    kind: single_question
    title: Short circuit
    then: {resolved: [end], council: [council]}
    questions:
      proposal:
        title: Is the proposed resolution enough, without a council?
        COMMON
        asks: [member]
        answers: {approve: {title: For, each: one}, reject: {title: Against, each: one}}
        silence_means: not_counted
        window: {lasts: {weeks: 2}, early_close: [all_answered]}
        proposes: {outcome: resolved, in_favour: [approve], against: [reject]}
        adds_up_to:
          - when:
              - {count: reject, at_most: 0}
              - {count: approve, share_at_least: "4/5", of: asked, of_none: fails}
            permits: [resolved]
          - {permits: [council]}
  - stage: council
    kind: single_question
    title: The council's vote
    then: {sustained: [end], overruled: [end], tie: [casting]}
    questions:
      vote:
        title: Is the objection sustained?
        COMMON
        asks: [member]
        answers:
          sustain: {title: Sustain, each: one}
          overrule: {title: Overrule, each: one}
          recuse: {title: Recusal, each: one, effect: stands_aside}
        silence_means: not_counted
        window: {lasts: {weeks: 4}, early_close: [all_answered]}
        proposes: {outcome: sustained, in_favour: [sustain], against: [overrule]}
        adds_up_to:
          - when: [{count: sustain, at_least: 1}, {count: sustain, share_more_than: "1", of: overrule, of_none: holds}]
            permits: [sustained]
          - when: [{count: overrule, at_least: 1}, {count: overrule, share_more_than: "1", of: sustain, of_none: holds}]
            permits: [overruled]
          - {permits: [tie]}
"""
    + choice("casting", "The chair decides the tie", {"sustained": "end", "overruled": "end"}),
)


@pytest.mark.parametrize(
    ("cast", "outcome"),
    [
        ({"approve": 8}, "resolved"),
        ({"approve": 7}, "council"),
        ({"approve": 9, "reject": 1}, "council"),
        ({"approve": 10}, "resolved"),
        ({}, "council"),
    ],
)
def test_a_council_is_not_needed_when_four_fifths_agree_and_nobody_disagrees(
    cast: dict[str, int], outcome: str
) -> None:
    body = Body(COUNCIL, 10)
    body.votes("short_circuit.proposal", **cast)
    assert body.outcome("short_circuit.proposal") == outcome


def test_a_short_circuit_ends_when_all_have_voted_and_not_before() -> None:
    body = Body(COUNCIL, 5)
    for party in body.members[:4]:
        body.says("short_circuit.proposal", "approve", party)
    assert body.running() == ["short_circuit"]
    body.says("short_circuit.proposal", "approve", body.members[4])
    assert body.running() == []


@pytest.mark.parametrize(
    ("cast", "outcome"),
    [
        ({"sustain": 3, "overrule": 2}, "sustained"),
        ({"sustain": 2, "overrule": 3}, "overruled"),
        ({"sustain": 2, "overrule": 2}, "tie"),
        ({"sustain": 1}, "sustained"),
        ({}, "tie"),
    ],
)
def test_of_a_tie_the_chair_decides(cast: dict[str, int], outcome: str) -> None:
    body = Body(COUNCIL, 5)
    body.votes("short_circuit.proposal", reject=1)
    body.votes("council.vote", **cast)
    assert body.outcome("council.vote") == outcome
    if outcome == "tie":
        body.says("casting.next", "way", choice="overruled")
        assert body.play.state.outcome == "overruled"


# W3C: an appeal is decided by bands of turnout.

APPEAL = """
  - stage: appeal
    kind: single_question
    title: Appeal
    then: {FAILS: [end], stands: [end], overturned: [end]}
    questions:
      vote:
        title: QUESTION
        COMMON
        asks: [member]
        answers:
          approve: {title: Approve, each: one}
          reject: {title: Reject, each: one}
          abstain: {title: Abstain, each: one}
        silence_means: not_counted
        window: {lasts: {weeks: 2}}
        proposes: {outcome: PROPOSED, in_favour: [approve], against: [reject]}
        adds_up_to:
          - {when: [{count: answered, share_less_than: "1/20", of: asked, of_none: holds}], permits: [FAILS]}
          - when:
              - {count: answered, share_at_most: "3/20", of: asked, of_none: fails}
              - {count: approve, share_at_most: "3", of: reject, of_none: fails}
            permits: [OTHERWISE]
          - when:
              - {count: answered, share_less_than: "1/5", of: asked, of_none: fails}
              - {count: approve, share_at_most: "2", of: reject, of_none: fails}
            permits: [OTHERWISE]
          - {when: [{count: approve, share_at_most: "1", of: reject, of_none: fails}], permits: [OTHERWISE]}
          - {when: [{count: approve, at_most: 0}], permits: [OTHERWISE]}
          - {permits: [PASSES]}
"""


def appeal(**words: str) -> str:
    text = APPEAL
    for name, value in {"FAILS": "fails", **words}.items():
        text = text.replace(name, value)
    return text


TO_OVERTURN = written(
    "w3c-appeal",
    appeal(
        QUESTION="Is the decision overturned?",
        PROPOSED="overturned",
        PASSES="overturned",
        OTHERWISE="stands",
    ),
)


@pytest.mark.parametrize(
    ("approve", "reject", "outcome"),
    [
        (19, 0, "fails"),  # 19 of 400: less than 5 %
        (20, 0, "overturned"),  # 5 %
        (45, 15, "stands"),  # 15 %: not more than three times
        (46, 14, "overturned"),
        (48, 15, "overturned"),  # 63 of 400: more than 15 %, more than twice
        (42, 21, "stands"),
        (50, 29, "stands"),  # 79: less than 20 %, not more than twice
        (53, 26, "overturned"),
        (41, 39, "overturned"),  # 80: 20 %, more than once
        (40, 40, "stands"),
    ],
)
def test_an_appeal_is_decided_by_bands_of_turnout(approve: int, reject: int, outcome: str) -> None:
    body = Body(TO_OVERTURN, 400, public=0)
    body.votes("appeal.vote", approve=approve, reject=reject)
    assert body.outcome("appeal.vote") == outcome


def test_the_check_finds_a_ballot_whose_approval_overturns_what_is_approved() -> None:
    """The anomaly of the text: it asks "do you approve of the decision?", and overturns it if the vote passes."""
    anomaly = written(
        "w3c-appeal-as-written",
        appeal(
            QUESTION="Do you approve of the decision?",
            PROPOSED="stands",
            PASSES="overturned",
            OTHERWISE="stands",
        ),
    )
    assert [one.wrong for one in check(anomaly)] == [
        "all say “Approve”, and the outcome is overturned",
        "all say “Reject”, and the outcome is stands",
    ]
    assert check(TO_OVERTURN) == []


# ITU-T: the consultation before a traditional approval, and a question by correspondence.

CONSULTATION = written(
    "itu-t-tap-consultation",
    """
  - stage: consultation
    kind: single_question
    title: Consultation of the Member States
    then: {proceeds: [end], does_not: [end]}
    questions:
      reply:
        title: May the study group decide on the text?
        COMMON
        asks: [member]
        answers: {support: {title: Support, each: one}, oppose: {title: Oppose, each: one}}
        silence_means: not_counted
        window: {lasts: {months: 3}}
        proposes: {outcome: proceeds, in_favour: [support], against: [oppose]}
        adds_up_to:
          - when: [{count: support, share_at_least: "7/10", of: answered, of_none: holds, called: seventy_percent}]
            permits: [proceeds]
          - {permits: [does_not]}
""",
)


@pytest.mark.parametrize(
    ("cast", "outcome", "met"),
    [
        ({"support": 7, "oppose": 3}, "proceeds", "yes"),
        ({"support": 69, "oppose": 31}, "does_not", "no"),
        ({"support": 16, "oppose": 7}, "does_not", "no"),
        ({}, "proceeds", "undefined"),
    ],
)
def test_seventy_percent_of_the_replies_support_or_nobody_replied(
    cast: dict[str, int], outcome: str, met: str
) -> None:
    body = Body(CONSULTATION, 120)
    body.votes("consultation.reply", **cast)
    assert body.outcome("consultation.reply") == outcome
    figures = body.play.step("consultation.reply").figures
    assert figures is not None
    assert [test.met for test in figures.tests] == [met]


CORRESPONDENCE = written(
    "itu-t-question-by-correspondence",
    """
  - stage: correspondence
    kind: single_question
    title: A new question by correspondence
    then: {approved: [end], not_approved: [end]}
    questions:
      reply:
        title: Is the new question approved?
        COMMON
        asks: [member]
        answers: {approve: {title: Approve, each: one}, disapprove: {title: Disapprove, each: one}}
        silence_means: not_counted
        window: {lasts: {months: 2}}
        proposes: {outcome: approved, in_favour: [approve], against: [disapprove]}
        adds_up_to:
          - when:
              - {count: answered, at_least: 10, called: ten_replies}
              - {count: approve, share_more_than: "1/2", of: answered, of_none: fails, called: majority}
            permits: [approved]
          - {permits: [not_approved]}
""",
)


@pytest.mark.parametrize(
    ("approve", "disapprove", "outcome"),
    [(6, 4, "approved"), (9, 0, "not_approved"), (5, 5, "not_approved"), (10, 0, "approved")],
)
def test_a_majority_of_at_least_ten_replies(approve: int, disapprove: int, outcome: str) -> None:
    body = Body(CORRESPONDENCE, 40)
    body.votes("correspondence.reply", approve=approve, disapprove=disapprove)
    assert body.outcome("correspondence.reply") == outcome


# Codex: eight steps, and back to any earlier one.

STEPS = {
    1: "The Commission decides on the work",
    2: "A proposed draft is prepared",
    3: "Comments on the proposed draft",
    4: "The committee considers the proposed draft",
    5: "The Commission adopts the draft",
    6: "Comments on the draft",
    7: "The committee considers the draft",
    8: "The Commission adopts the standard",
}


def ways(number: int) -> dict[str, str]:
    """On, or back to any earlier step; the Commission may leave out steps 6 and 7."""
    on = {"adopted": "end"} if number == 8 else {"on": f"step-{number + 1}"}
    if number == 5:
        on["urgent"] = "step-8"
    back = {f"back-to-{earlier}": f"step-{earlier}" for earlier in range(1, number)}
    return {**on, **back} if number in (4, 5, 7, 8) else on


CODEX = written(
    "codex-steps",
    "".join(choice(f"step-{n}", title, ways(n), rounds=20) for n, title in STEPS.items()),
)


def walk(*choices: str) -> Body:
    body = Body(CODEX, 1)
    for one in choices:
        (stage,) = body.running()
        body.says(f"{stage}.next", "way", choice=one)
    return body


def test_a_standard_goes_through_eight_steps() -> None:
    body = walk(*["on"] * 7, "adopted")
    assert (body.play.state.status, body.play.state.outcome) == ("ended", "adopted")
    assert [run.key for run in body.play.state.stages.values()] == [f"step-{n}" for n in STEPS]


@pytest.mark.parametrize("earlier", [1, 2, 3, 4, 5, 6])
def test_the_committee_sends_it_back_to_any_earlier_step(earlier: int) -> None:
    assert walk(*["on"] * 6, f"back-to-{earlier}").running() == [f"step-{earlier}"]


def test_the_commission_leaves_out_steps_where_it_is_urgent() -> None:
    body = walk(*["on"] * 4, "urgent", "adopted")
    assert [run.key for run in body.play.state.stages.values()][-2:] == ["step-5", "step-8"]
    assert body.play.state.outcome == "adopted"


# A rule that takes effect unless an adverse comment comes; a draft that is approved unless a substantive one does.


def unless(name: str, length: str, choices: str, counted: str, then: str) -> str:
    return f"""
  - stage: period
    kind: single_question
    title: {name}
    then: {{kept: {then}, taken_back: [end]}}
    questions:
      comments:
        title: Does a comment stand in the way?
        COMMON
        asks: [public, member, chair]
        answers:
          comment: {{title: Comment, each: many, needs: [comment], by: [public, member]}}
          quality:
            title: What a comment is
            each: many
            needs: [about, choice]
            choices: [{choices}]
            of: [comment]
            by: [chair]
            effect: qualifies
            own: any
        silence_means: no_comment
        window: {{lasts: {length}}}
        remind: {{every: {{days: 2}}}}
        counts:
          against: {{answers: [comment], quality: {counted}}}
        adds_up_to:
          - {{when: [{{count: against, at_least: 1}}], permits: [taken_back]}}
          - {{permits: [kept]}}
"""


DIRECT_FINAL = written(
    "direct-final-rule",
    unless("Direct final rule", "{days: 30}", "adverse, not_adverse", "adverse", "[effective]")
    + """
  - stage: effective
    kind: single_question
    title: The rule takes effect, thirty days after the period
    begins: {end_of: period.comments, plus: {days: 30}}
    then: {effective: [end]}
    questions:
      notice:
        title: Notice that the rule is in effect
        COMMON
        asks: [chair]
        answers: {notice: {title: Notice, each: one}}
        silence_means: overdue
        escalates_to: chair
        window: {on: answered}
        adds_up_to: [{permits: [effective]}]
""",
)
SILENT_APPROVAL = written(
    "iala-silent-approval",
    unless("Silent approval", "{days: 3}", "substantive, editorial", "substantive", "[end]"),
)


@pytest.mark.parametrize(
    ("qualities", "outcome"),
    [
        ((), "kept"),
        (("not_adverse", "not_adverse"), "kept"),
        (("not_adverse", "adverse"), "taken_back"),
    ],
)
def test_an_adverse_comment_takes_a_direct_final_rule_back(
    qualities: tuple[str, ...], outcome: str
) -> None:
    body = Body(DIRECT_FINAL, 1)
    commented(body, qualities)
    assert body.outcome("period.comments") == outcome
    closed_at = body.play.step("period.comments").closes_at
    assert closed_at is not None
    if outcome == "kept":
        assert body.running() == [], "it is not in effect yet"
        body.play.until(datetime_after(body, 30))
        assert body.running() == ["effective"]


def commented(body: Body, qualities: tuple[str, ...]) -> None:
    numbers = [
        body.says("period.comments", "comment", party, comment="words")
        for party in body.public[: len(qualities)]
    ]
    for number, quality in zip(numbers, qualities, strict=True):
        body.says("period.comments", "quality", about=number, choice=quality)
    body.expires("period.comments")


def datetime_after(body: Body, days: int) -> datetime:
    closed_at = body.play.step("period.comments").closes_at
    assert closed_at is not None
    return closed_at + timedelta(days=days)


@pytest.mark.parametrize(
    ("qualities", "outcome"),
    [
        (("editorial", "editorial", "editorial"), "kept"),
        (("editorial", "substantive"), "taken_back"),
    ],
)
def test_only_substantive_comments_count_in_a_silent_approval(
    qualities: tuple[str, ...], outcome: str
) -> None:
    body = Body(SILENT_APPROVAL, 1)
    commented(body, qualities)
    assert body.outcome("period.comments") == outcome


# European Union: a call for evidence, a consultation, feedback on what was adopted, each with its length.


def feedback(stage: str, title: str, weeks: int, to: str) -> str:
    return f"""
  - stage: {stage}
    kind: single_question
    title: {title}
    then: {{collected: [{to}]}}
    questions:
      inputs:
        title: {title}
        COMMON
        asks: [public, member]
        answers: {{input: {{title: Input, each: many, needs: [comment]}}}}
        silence_means: no_comment
        window: {{lasts: {{weeks: {weeks}}}}}
        adds_up_to: [{{permits: [collected]}}]
"""


LENGTHS = {"evidence": 4, "consultation": 12, "adopted": 8, "draft_acts": 4}
BETTER_REGULATION = written(
    "eu-better-regulation",
    "".join(
        feedback(one, one.replace("_", " ").capitalize(), weeks, next_)
        for (one, weeks), next_ in zip(LENGTHS.items(), [*list(LENGTHS)[1:], "end"], strict=True)
    ),
)


def test_each_feedback_has_its_length_and_what_comes_after_it_is_late() -> None:
    body = Body(BETTER_REGULATION, 1)
    for one, weeks in LENGTHS.items():
        step = body.play.step(f"{one}.inputs")
        assert step.closes_at is not None
        opened, closes = (at.astimezone(GENEVA) for at in (step.opens_at, step.closes_at))
        assert (closes.date() - opened.date()).days == weeks * 7
        assert closes.time() == opened.time(), "local time, over the change of the clocks"
        body.says(f"{one}.inputs", "input", "p1", comment="words")
        body.expires(f"{one}.inputs")
        act = Answer(step=step.step, answer="input", comment="late")
        refused = body.play.send(act, "p2-principal").refused
        assert refused is not None
        assert refused.code == "DeadlinePassed"
    assert body.play.state.status == "ended"


ALL = (
    BETTER_REGULATION,
    COUNCIL,
    TO_OVERTURN,
    CONSULTATION,
    CORRESPONDENCE,
    CODEX,
    DIRECT_FINAL,
    SILENT_APPROVAL,
)


@pytest.mark.parametrize("procedure", ALL, ids=lambda one: one.procedure)
def test_each_is_faultless_and_can_be_said_in_words(procedure: Procedure) -> None:
    assert faultless(procedure), check(procedure)
    assert len(explain(procedure)) > len(procedure.roadmap)
