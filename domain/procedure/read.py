"""Reading a procedure from YAML text. Every complaint has its line, what is wrong, why it matters, how to mend it."""

from pydantic import ValidationError

from domain.file.complaint import Unreadable
from domain.file.faults import complaints_of
from domain.file.load import load_yaml, plain
from domain.procedure.models import Procedure


def parse_procedure(text: str) -> Procedure:
    """
    Read a procedure.

    :raises Unreadable: with every complaint and its line
    """
    data = load_yaml(text, "procedure")
    try:
        return Procedure.model_validate(plain(data))
    except ValidationError as error:
        raise Unreadable(complaints_of(error, data, Procedure)) from error
