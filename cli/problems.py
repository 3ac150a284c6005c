"""What can go wrong at the terminal, what is said about it, and with which exit code a script learns of it."""

from enum import IntEnum


class Exit(IntEnum):
    """
    How a command ends.

    0 done, 1 something is not as it should be (a check, a verification, an expectation), 2 not understood,
    3 refused and kept on record, 4 refused and nothing kept, 5 not received or not reachable: try again, 70 a fault
    of Parley itself.
    """

    DONE = 0
    NOT_AS_IT_SHOULD = 1
    NOT_UNDERSTOOD = 2
    REFUSED_AND_KEPT = 3
    REFUSED = 4
    TRY_AGAIN = 5
    FAULT = 70


class Problem(Exception):
    """
    Something that the person at the terminal can mend.

    :param sentence: what is wrong, and where; :param advice: what to do
    """

    def __init__(
        self, sentence: str, advice: str | None = None, exit_: Exit = Exit.NOT_UNDERSTOOD
    ) -> None:
        self.sentence, self.advice, self.exit = sentence, advice, exit_
        super().__init__(sentence)
