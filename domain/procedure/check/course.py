"""What can be wrong with who may change the course of a process as a whole."""

from collections.abc import Iterator

from domain.procedure.finding import Finding, error
from domain.procedure.models import Procedure


def course(procedure: Procedure) -> Iterator[Finding]:
    rules = procedure.course
    if rules is None:
        return
    for verb in ("suspend", "resume", "abandon", "merge", "reopen"):
        rule = getattr(rules, verb)
        for role in rule.by if rule else ():
            if role not in procedure.roles:
                yield error(
                    ("course", verb, "by"),
                    f"there is no role {role}",
                    "nobody could do this",
                    "name one of the roles",
                )
    if rules.suspend and not rules.resume:
        yield error(
            ("course", "suspend"),
            "it can be suspended, and nobody can resume it",
            "it would stand still for ever",
            "add resume: {by: [role]}",
        )
    known = {stage.stage for stage in procedure.roadmap}
    for key in rules.reopen.then if rules.reopen else ():
        if key not in known:
            yield error(
                ("course", "reopen", "then"),
                f"there is no stage {key}",
                "it cannot follow",
                "name one",
            )
