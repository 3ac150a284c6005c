"""One thing that is wrong in a file: where it stands, what it is, why it matters, and how to mend it."""

from pydantic import BaseModel


class Complaint(BaseModel):
    """
    :param line: 1 is the first, 0 where there is none
    :param column: of the character at which reading broke off; None: the line says enough
    :param where: the place in the structure of the file
    """

    line: int
    column: int | None = None
    where: str = ""
    reason: str
    why: str = ""
    mend: str = ""

    def __str__(self) -> str:
        return told(self.reason, self.where, self.line, self.column, self.why, self.mend)


def told(
    reason: str, where: str, line: int, column: int | None, why: str, mend: str, file: str = ""
) -> str:
    """Tell what is wrong in one line, and why and how to mend it in one line each."""
    at = [file] if file else []
    at += [f"line {line}"] if line else []
    at += [f"column {column}"] if column else []
    head = ": ".join(one for one in (", ".join(at), where, reason) if one)
    rest = [f"  why   {why}"] if why else []
    rest += [f"  mend  {mend}"] if mend else []
    return "\n".join([head, *rest])


class Unreadable(ValueError):
    """A file that cannot be taken as what it should be; `complaints` says line by line why."""

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = complaints
        super().__init__("\n".join(str(complaint) for complaint in complaints))
