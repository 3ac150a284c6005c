"""Who may change the course of a process as a whole, in plain words."""

from domain.procedure.models import Procedure
from domain.procedure.words import among, named

CLOCKS = {
    "stop": "its clocks stand still, and deadlines move on by as long as it lasts",
    "run_on": "what is open goes on to its deadline, and nothing new begins",
}


def course_said(procedure: Procedure) -> tuple[str, ...]:
    """Nothing where the procedure says nothing of it: then nobody may."""
    course = procedure.course
    if course is None:
        return ()
    lines = []
    if course.suspend:
        by = named(procedure, course.suspend.by)
        lines.append(f"It is suspended by: {by}. Meanwhile {CLOCKS[course.suspend.clocks]}.")
    for verb, rule in (("resumed", course.resume), ("abandoned", course.abandon)):
        if rule:
            lines.append(f"It is {verb} by: {named(procedure, rule.by)}.")
    if course.merge:
        lines.append(f"It is merged into another process by: {named(procedure, course.merge.by)}.")
    if course.reopen:
        then = among(procedure, course.reopen.then)
        by = named(procedure, course.reopen.by)
        lines.append(f"A settled text is reopened by: {by}. Then: {then}.")
    return tuple(lines)
