"""The program `parley`: one place where every command is named."""

import os
import sys
from collections.abc import Callable

import typer

from cli import (
    amending,
    answers,
    audit,
    checkup,
    demo,
    ending,
    feedback,
    groups,
    inbox,
    inner,
    moving,
    people,
    proposals,
    questions,
    rehearse,
    start,
    status,
    steer,
    texts,
    todo,
)
from cli.running import told
from cli.up import up

app = typer.Typer(
    name="parley",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Consultations and negotiations by rules of procedure: every step has a deadline, every act a receipt.",
    epilog="Exit codes: 0 done; 1 not as it should be; 2 not understood; 3 refused, kept on record; 4 refused, "
    "nothing kept; 5 not received or not reachable, try again; 70 a fault of Parley. "
    "Who acts is said with --as, or by a profile: PARLEY_AS, PARLEY_FOR, PARLEY_IN.",
)

COORDINATOR, STAKEHOLDER, AUDITOR = "Coordinator", "Stakeholder", "Auditor"
HERE = "This installation"

COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    COORDINATOR: {
        "start": start.start,
        "processes": start.processes,
        "status": status.status,
        "todo": todo.todo,
        "proposals": proposals.proposals,
        "feedback": feedback.feedback,
        "publish": texts.publish,
        "withdraw-text": texts.withdraw_text,
        "finding": steer.finding,
        "flag": steer.flag,
        "dispose": steer.dispose,
        "fix-deadline": steer.fix_deadline,
        "extend": steer.extend,
        "gavel": steer.gavel,
        "divide": questions.divide,
        "raise": questions.raise_,
        "judge": steer.judge,
        "confirm": steer.confirm,
        "correct-outcome": steer.correct_outcome,
        "admit": steer.admit,
        "amend": amending.amend,
        "move-dates": moving.move_dates,
        "admit-party": people.admit_party,
        "succession": people.succession,
        "appoint": people.appoint,
        "replace-contact": people.replace_contact,
        "attendance": people.attendance,
        "condition": ending.condition,
        "change-pledge": ending.change_pledge,
        "course": ending.course,
        "end": ending.end,
        "acknowledge-recovery": ending.acknowledge_recovery,
    },
    STAKEHOLDER: {
        "inbox": inbox.inbox,
        "comment": answers.comment,
        "propose": answers.propose,
        "object": answers.object_,
        "hold": answers.hold,
        "endorse": answers.endorse,
        "decline": answers.decline,
        "own-pledge": answers.own_pledge,
        "record-pledge": steer.record_pledge,
        "answer": answers.answer,
        "answer-by": inner.answer_by,
        "withdraw": answers.withdraw,
        "disavow": answers.disavow,
        "receipt": audit.receipt,
    },
    HERE: {"demo": demo.demo, "doctor": checkup.doctor, "rehearse": rehearse.rehearse, "up": up},
}

for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
groups.add_to(app, COORDINATOR)

app.add_typer(audit.app, name="audit", rich_help_panel=AUDITOR)


def run() -> None:
    """The entrance of the program."""
    try:
        app()
    except SystemExit as end:
        leave(end)
    except Exception as error:  # the last net: never a traceback to a person
        sys.exit(told(error))


def leave(end: SystemExit) -> None:
    """
    End the program.

    Where Temporal was asked something (doctor), threads of its SDK may abort the ordinary way out after all is said.
    """
    if "temporalio.bridge" not in sys.modules or not isinstance(end.code, int):
        raise end
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code)
