"""A second window for a question that was asked before, as data: who may answer now, and what is carried over."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.model import Frozen, Id
from domain.procedure.window import StepKey
from domain.rule.condition import Otherwise


class OnlyWhoAnswered(Frozen):
    """
    Only those who have answered an earlier question are asked; their roles count as they were held when it closed.

    :param answers: only those of whom one of these answers stands there: who broke silence, who voted against. None
        named: any position
    :param otherwise: the refusal that anybody else gets who holds a role that is asked

    Source: second ballot windows of ISO/IEC, addressed to the bodies of the first
    """

    question: StepKey
    answers: tuple[Id, ...] = Field(default=(), max_length=20)
    otherwise: Otherwise | None = None

    @property
    def said(self) -> str:
        """The question, and the answers that are meant, as a refusal names them."""
        return (
            f"{self.question} with {' or '.join(self.answers)}" if self.answers else self.question
        )


def _plain(value: object) -> object:
    return {"question": value} if isinstance(value, str) else value


WhoAnswered = Annotated[OnlyWhoAnswered, BeforeValidator(_plain)]
"""Written `stage.question` where nothing else is said of it."""
