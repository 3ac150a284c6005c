"""The free words of people are sealed at the door: the record keeps a commitment, and the words can be erased."""

from uuid import uuid4

from domain.record.hashes import private_commitment
from domain.refused import CommandIdReused
from domain.step.events import Answered
from intake.seal import command_text, seal, sealed_again, seals_in
from tests.intake.case import Case

WORDS = "It goes too far."


async def reason_of(case: Case) -> str:
    event = (await case.history())[-1].event
    assert isinstance(event, Answered) and event.reason is not None
    return event.reason


async def test_the_record_keeps_a_commitment_and_the_words_stand_apart(case: Case) -> None:
    await case.send(case.objection(1, reason=WORDS))
    sealed, commit, length = (await reason_of(case)).split(":")
    assert (sealed, length) == ("sealed", str(len(WORDS)))
    assert await case.store.private([commit]) == {commit: WORDS}
    bodies = [row.body for row in await case.store.events(case.process)]
    assert not any(WORDS in body for body in bodies)


async def test_words_that_look_sealed_are_sealed_all_the_same(case: Case) -> None:
    forged = f"sealed:{'0' * 64}:5"
    await case.send(case.objection(1, reason=forged))
    assert await reason_of(case) != forged
    commit = (await reason_of(case)).split(":")[1]
    assert await case.store.private([commit]) == {commit: forged}


async def test_a_commitment_is_salted(case: Case) -> None:
    commits = [seal(case.objection(1, "x", WORDS))[1][0].commit for _ in range(2)]
    assert commits[0] != commits[1]
    _, (text,) = seal(case.objection(1, "x", WORDS))
    assert private_commitment(text.salt, WORDS) == text.commit


async def test_after_erasure_the_same_command_still_gives_its_receipt(case: Case) -> None:
    command = case.objection(1, reason=WORDS)
    first = await case.send(command)
    assert await case.store.erase_private([(await reason_of(case)).split(":")[1]]) == 1
    assert (await case.send(command)).receipt == first.receipt


async def test_after_erasure_another_length_is_another_act(case: Case) -> None:
    await case.send(case.objection(1, "the-id", WORDS))
    await case.store.erase_private([(await reason_of(case)).split(":")[1]])
    answer = await case.send(case.objection(1, "the-id", WORDS + "!"))
    assert isinstance(answer.refused, CommandIdReused)


async def test_nothing_private_is_kept_of_what_left_no_event(case: Case) -> None:
    """The person is not named in the process: refused at the door, words and all."""
    command = case.objection(1, reason=f"unheard {uuid4()}")
    stranger = command.model_copy(
        update={"actor": command.actor.model_copy(update={"person": "nobody"})}
    )
    answer = await case.send(stranger)
    assert answer.receipt is None
    assert answer.refused is not None and answer.refused.code == "NotNamed"


async def test_a_command_sealed_again_is_the_same_text(case: Case) -> None:
    command = case.objection(1, "x", WORDS)
    sealed, kept = seal(command)
    seals = seals_in([command_text(sealed)])
    texts = {one.commit: one.text for one in kept}
    assert command_text(sealed_again(command, seals, texts)) == command_text(sealed)
    other = case.objection(1, "x", WORDS[::-1])
    assert command_text(sealed_again(other, seals, texts)) != command_text(sealed)


async def test_defaults_do_not_enter_the_fingerprint(case: Case) -> None:
    """So a command sent again after a release that added a field is the same command."""
    text = command_text(seal(case.gavel())[0])
    assert '"act":"BringClosingForward"' in text
    assert "null" not in text
