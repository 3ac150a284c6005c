"""The four hashes: exact bytes, and none can stand for another."""

import hashlib

from domain.record.hashes import (
    ZEROS,
    body_commitment,
    command_fingerprint,
    envelope_hash,
    private_commitment,
)

SALT = bytes(range(32))


def test_each_is_sha_256_of_its_own_prefix_the_salt_and_the_text() -> None:
    text = "caf\u00e9"
    assert envelope_hash(text) == hashlib.sha256(b"\x02" + text.encode()).digest()
    assert body_commitment(SALT, text) == _hex(b"\x03" + SALT + text.encode())
    assert command_fingerprint(SALT, text) == _hex(b"\x04" + SALT + text.encode())
    assert private_commitment(SALT, text) == _hex(b"\x05" + SALT + text.encode())


def test_the_same_text_has_four_different_hashes() -> None:
    found = {
        envelope_hash(SALT.decode("latin-1") + "x").hex(),
        body_commitment(SALT, "x"),
        command_fingerprint(SALT, "x"),
        private_commitment(SALT, "x"),
    }
    assert len(found) == 4


def test_without_prefixes_a_body_could_stand_for_a_private_text() -> None:
    def naive(salt: bytes, text: str) -> str:
        return _hex(salt + text.encode())

    assert naive(SALT, "x") == naive(SALT + b"x", "")
    assert body_commitment(SALT, "x") != private_commitment(SALT, "x")


def test_another_salt_gives_another_commitment_to_the_same_words() -> None:
    assert private_commitment(SALT, "yes") != private_commitment(bytes(32), "yes")


def test_the_first_event_has_zeros_before_it() -> None:
    assert bytes.fromhex(ZEROS) == bytes(32)


def _hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
