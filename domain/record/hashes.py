"""The four hashes of the record. Each begins with a byte of its own, so that none can stand for another."""

from hashlib import sha256

ZEROS = "0" * 64
"""`prev` of the first event of a stream."""

_ENVELOPE, _BODY, _COMMAND, _PRIVATE = b"\x02", b"\x03", b"\x04", b"\x05"


def envelope_hash(envelope: str) -> bytes:
    """SHA-256(0x02 || envelope): the hash of an event, which the next event carries as `prev`."""
    return sha256(_ENVELOPE + envelope.encode()).digest()


def body_commitment(salt: bytes, body: str) -> str:
    """SHA-256(0x03 || salt || body), in hex: what an envelope says about its body without giving it away."""
    return sha256(_BODY + salt + body.encode()).hexdigest()


def command_fingerprint(salt: bytes, command: str) -> str:
    """SHA-256(0x04 || salt || command), in hex; the salt is that of the command's first body."""
    return sha256(_COMMAND + salt + command.encode()).hexdigest()


def private_commitment(salt: bytes, text: str) -> str:
    """SHA-256(0x05 || salt || text), in hex: what a body keeps of the free words of a person."""
    return sha256(_PRIVATE + salt + text.encode()).hexdigest()
