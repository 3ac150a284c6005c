"""What a letter says of results: outcomes, silence that is broken, what is put right, a pledge that is published."""

from domain.letter.about import About, Said, follows, lettered, text_of
from domain.model import stamp
from domain.rule.models import Test
from domain.rule.said import test_said
from domain.step.adoption import adoption_of, said_of
from domain.step.events import (
    Answered,
    AnswersLapsed,
    ConfirmationLapsed,
    OutcomeConfirmed,
    OutcomeReached,
    OutcomeSuperseded,
    PledgePublished,
)
from domain.step.state import Given, Step
from domain.text.breaking import against, amended, broken_on, on_the_whole
from domain.text.labels import numbered


def outcome(about: About, event: OutcomeReached) -> Said:
    lines = [about.question, *_result(about, event.outcome)]
    if event.provisional:
        lines.append("The outcome is provisional until it is confirmed; what follows waits.")
    lines += [*lettered(event.items), *([f"Reason: {event.grounds}"] if event.grounds else [])]
    facts = {**_result_facts(about, event.outcome), "provisional": event.provisional}
    return Said(_subject(about, event.outcome), tuple(lines), facts)


def confirmed(about: About, event: OutcomeConfirmed) -> Said:
    result = about.known_step.outcome or ""
    lines = [
        about.question,
        *_result(about, result),
        "The outcome is confirmed.",
        f"Reason: {event.grounds}",
    ]
    return Said(f"{_subject(about, result)}, confirmed", tuple(lines), _result_facts(about, result))


def unconfirmed(about: About, event: ConfirmationLapsed) -> Said:
    """The time for confirming an outcome has passed: it stands, or gives way to the one that the procedure names."""
    lines = [
        about.question,
        *_result(about, event.outcome),
        f"Nobody has confirmed the outcome by {about.when(event.due_at)}; by the procedure this one stands.",
    ]
    facts = {**_result_facts(about, event.outcome), "due_at": stamp(event.due_at)}
    return Said(f"{_subject(about, event.outcome)}, not confirmed in time", tuple(lines), facts)


def positions_lapsed(about: About, event: AnswersLapsed) -> Said:
    """Positions that nobody confirmed on the new text stand no more. Whose they were is told where all may know it."""
    whose = f" of {about.names(event.parties)}" if about.may_name else ""
    lines = [
        about.question,
        *text_of(about, event.text),
        f"Positions{whose} given on the earlier text were not confirmed by {about.when(event.due_at)}.",
        "They stand no more.",
    ]
    facts: dict[str, object] = {"due_at": stamp(event.due_at)}
    if about.may_name:
        facts["parties"] = list(event.parties)
    return Said("positions on the earlier text have lapsed", tuple(lines), facts)


def superseded(about: About, event: OutcomeSuperseded) -> Said:
    """An outcome is put right: what it was, what it is, and what is void because of it."""
    stages = [about.process.stages[stage] for stage in event.voided]
    titles = [
        f"{about.process.procedure.stage(run.key).title} (round {run.round})" for run in stages
    ]
    lines = [
        about.question,
        f"The recorded outcome “{event.old}” (event {event.names}) is put right. It stays on record.",
        *_result(about, event.new),
        *lettered(event.items),
        *(
            [f"Void is what followed from the earlier outcome: {', '.join(titles)}."]
            if titles
            else []
        ),
        f"Reason: {event.grounds}",
    ]
    facts = {
        **_result_facts(about, event.new),
        "old": event.old,
        "names": event.names,
        "voided": titles,
    }
    return Said(f"an outcome is put right, {_subject(about, event.new)}", tuple(lines), facts)


def pledged(about: About, event: PledgePublished) -> Said:
    lines = [
        f"The pledge {event.pledge}, “{event.title}”, is published.",
        *text_of(about, event.text),
        f"Lead: {about.name(event.lead)}.",
        f"Partners as of this instant: {about.names(event.partners)}.",
        *lettered(event.commitments),
    ]
    facts = event.model_dump(mode="json", exclude={"step"})
    return Said(f"the pledge {event.pledge} is published", tuple(lines), facts)


def stated(about: About, event: Answered) -> Said:
    """A statement is attached to the decision: by whom and in which words only where all who are told may see it."""
    title = about.known_step.rule.answers[event.answer].title
    by = f" of {about.name(event.party)}" if about.may_name else ""
    lines = [
        about.question,
        *text_of(about, event.text or about.known_step.text),
        f"A statement is attached to the decision: “{title}”{by}.",
    ]
    facts: dict[str, object] = {"answer": event.answer}
    if about.may_name:
        lines += [f"It is about {numbered(event.paragraphs)}."] if event.paragraphs else []
        lines += [one for one in (event.wording, event.grounds) if one]
        facts |= {"party": event.party, "paragraphs": list(event.paragraphs)}
        facts |= {"wording": event.wording, "grounds": event.grounds}
    lines.append("The outcome stays as it is.")
    return Said(f"a statement is attached, {title}", tuple(lines), facts)


def _adopted(about: About) -> list[str]:
    """What a body decided. An agreed text is not adopted by being agreed, and nothing here says so."""
    one = adoption_of(about.process, about.known_step)
    return [f"The text is {said_of(about.process, one)}."] if one else []


def _tests(about: About) -> tuple[Test, ...]:
    """The named tests of the rule with both their sides, where the figures may be told."""
    step = about.known_step
    told = about.all_see("figures")
    return step.figures.tests if told and step.figures is not None else ()


def _agreed(about: About, result: str) -> bool:
    return result in about.known_step.rule.text_agreed_by


def _broken(about: About, result: str) -> bool:
    step = about.known_step
    return (
        step.rule.silence_means == "agrees" and not _agreed(about, result) and bool(against(step))
    )


def _subject(about: About, result: str) -> str:
    step = about.known_step
    if _broken(about, result):
        return f"silence on text {step.text} is broken"
    return f"text {step.text} is agreed" if _agreed(about, result) else f"outcome “{result}”"


def _result(about: About, result: str) -> list[str]:
    """The outcome, what broke silence as far as the addressees may know it, and what follows."""
    step = about.known_step
    lines = [*text_of(about, step.text), f"Outcome: “{result}”."]
    if _agreed(about, result):
        lines.append("The text is agreed.")
    lines += [f"Test {test_said(one)}." for one in _tests(about)]
    lines += _adopted(about)
    if _broken(about, result):
        lines.append(f"Silence is broken. {paragraphs_said(about)}")
        if about.may_name:
            lines.append(f"Broken by: {about.names(_parties(step))}.")
    lines += [_noted(about, given) for given in _stated(step)]
    stage = about.process.procedure.stage(about.process.stages[step.stage].key)
    if step.question == list(stage.questions)[-1]:
        lines.append(f"Next: {follows(about, result)}.")
    return lines


def _stated(step: Step) -> list[Given]:
    """What was stated with the decision, and is noted with it: it leaves the outcome as it is."""
    return [
        g for g in step.answers if g.stands and step.rule.answers[g.said.answer].effect == "states"
    ]


def _noted(about: About, given: Given) -> str:
    title = about.known_step.rule.answers[given.said.answer].title
    if not about.may_name:
        return f"Noted with it: “{title}”."
    words = f": {given.said.grounds}" if given.said.grounds else "."
    return f"Noted with it: “{title}” of {about.name(given.party)}{words}"


def _result_facts(about: About, result: str) -> dict[str, object]:
    step = about.known_step
    facts: dict[str, object] = {
        "outcome": result,
        "text": step.text,
        "text_agreed": _agreed(about, result),
    }
    if noted := _stated(step):
        facts["noted"] = [_noted(about, given) for given in noted]
    if _tests(about):
        facts["tests"] = [test.model_dump(mode="json") for test in _tests(about)]
    one = adoption_of(about.process, step)
    if one is not None:
        facts |= {"does": one.does, "body": one.body, "manner": one.manner, "symbol": one.symbol}
        facts["figures"] = one.figures
    if _broken(about, result):
        facts["paragraphs"] = list(broken_on(about.process, about.known_step))
        facts["amended"] = list(amended(about.process, about.known_step))
        if about.may_name:
            facts["parties"] = list(_parties(step))
    return facts


def _parties(step: Step) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given.party for given in against(step)))


def paragraphs_said(about: About) -> str:
    labels = list(broken_on(about.process, about.known_step))
    whole = on_the_whole(about.known_step)
    if not labels:
        return "The text as a whole is objected to."
    also = " and the text as a whole" if whole else ""
    other = amended(about.process, about.known_step)
    words = f" Other wording is proposed for: {', '.join(other)}." if other else ""
    return f"Objected to: {numbered(labels)}{also}.{words}"
