"""Files in which a text exists: kept as documents of the record, each under the hash of its bytes."""

from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from cli.desk import Desk
from cli.problems import Problem
from domain.text.read import NoText, read_text_file
from domain.text.rendition import Rendition

MOST = 50_000_000
"""Bytes of a file that is kept."""


@dataclass(frozen=True, slots=True)
class RenditionFile:
    """:param language: of a version in another language; then a plain text must have the text's paragraphs"""

    path: Path
    language: str | None

    async def kept(self, at: Desk, preview: bool) -> Rendition:
        """
        Keep the file, and say what it is.

        :raises Problem: it cannot be read, or is a plain text without readable paragraphs
        """
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise Problem(f"{self.path} cannot be read: {error.strerror}.") from error
        if len(content) > MOST:
            raise Problem(f"{self.path} is larger than {MOST:,} bytes.")
        media_type = guess_type(self.path.name)[0] or "application/octet-stream"
        labels = self._labels(content, media_type)
        digest = (
            sha256(content).hexdigest()
            if preview
            else await at.store.put_document(content, media_type)
        )
        return Rendition(
            sha256=digest, media_type=media_type, language=self.language, labels=labels
        )

    def _labels(self, content: bytes, media_type: str) -> tuple[str, ...]:
        if media_type != "text/plain" or self.language is None:
            return ()
        try:
            return tuple(one.label for one in read_text_file(content.decode()))
        except (NoText, UnicodeDecodeError) as problem:
            raise Problem(f"{self.path} cannot be read as a text: {problem}.") from problem
