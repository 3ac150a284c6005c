"""What may be said on a question, in plain words: with which fields, how often, and what it does at once."""

from domain.procedure.explain.adoption import figures_said
from domain.procedure.explain.consultation import sources_said
from domain.procedure.explain.rule import test_said
from domain.procedure.explain.window import span
from domain.procedure.explain.words import fields, joined, said
from domain.procedure.models import Procedure
from domain.procedure.question import Question
from domain.procedure.words import named


def answer_said(procedure: Procedure, question: Question, name: str) -> str:
    rule = question.answers[name]
    with_ = [one for one in rule.needs if one != "choice" or not rule.choices]
    needs = f", with {fields(with_)}" if with_ else ""
    takes = f"; it may add {fields(rule.takes)}" if rule.takes else ""
    choices = (
        f"; it is {'one of ' if len(rule.choices) > 1 else ''}{joined([said(one) for one in rule.choices], 'or')}"
        if rule.choices
        else ""
    )
    near = rule.instant_at_least
    named_time = f"; the time named in it lies at least {span(near)} ahead" if near else ""
    once = "once by each"
    many = "as far as time is granted" if rule.effect == "hold" else "as often as one wishes"
    how_often = once if rule.each == "one" else many
    effect = {
        "ends": " It ends the question at once.",
        "joins": " Whoever gives it joins.",
        "records_pledge": " It publishes the pledge, with all partners that have joined.",
        "gives_input": " It is an input: what became of it is said.",
        "states": " It is attached to the decision and leaves the outcome as it is.",
        "stands_aside": " Who gives it stands aside: while it stands, its other answers do not count.",
        "supports": " It supports another answer.",
        "opposes": " It opposes another answer.",
        "satisfied": " It says whether the author of another answer is satisfied.",
        "qualifies": " It says of another answer what that is; the count waits, after the close, "
        "until it is said of each.",
        "renders": " The text exists in this file, or in this language, from then on.",
        "sets_status": " It says how far each of these paragraphs is agreed.",
        "packages": " It ties these paragraphs: they are accepted together or not at all.",
        "suspends_meeting": " The meeting is suspended with it: nothing is said or voted until it goes on, and its "
        "deadlines stand still.",
        "resumes_meeting": " The meeting goes on with it, and its deadlines for as long as was left.",
        "reopens": " It reopens agreed paragraphs, and every package that contains one.",
    }.get(rule.effect, "")
    effect += figures_said(procedure, rule) + sources_said(rule)
    if rule.of:
        titles = [question.answers[x].title if x in question.answers else x for x in rule.of]
        effect += f" It may be about {joined([f'“{x}”' for x in titles], 'or')}."
    own = {
        "only": " Only about one's own.",
        "never": " Never about one's own.",
        "any": " About one's own as well.",
    }
    effect += own.get(rule.own or "", "")
    if rule.if_limited == "not_counted":
        effect += " Limited to some paragraphs it is kept, and does not count."
    for one in rule.only_if:
        refused = f" Otherwise: “{one.otherwise.says}”" if one.otherwise else ""
        effect += f" Only if {test_said(procedure, question, one)}.{refused}"
    by = f" by: {named(procedure, rule.by)}; " if rule.by else " "
    return f"“{rule.title}” may be said{by}{how_often}{needs}{takes}{choices}{named_time}.{effect}"
