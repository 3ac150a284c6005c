"""What a test of a rule came to, in words."""

from domain.rule.models import Test


def test_said(test: Test) -> str:
    """Say a test with both its sides: "criterion-a: 19 of 30, at least 20 needed: not met"."""
    name = test.called.replace("_", "-")
    result = {"yes": "met", "no": "not met"}.get(test.met)
    if result is None:
        result = f"a share of nothing, {'taken as met' if test.holds else 'taken as not met'}"
    if test.have is None:
        return f"{name}: {result}"
    of = f" of {test.of}" if test.of is not None else ""
    limit = "at least" if test.bound == "least" else "at most"
    return f"{name}: {test.have}{of}, {limit} {test.needed}: {result}"
