"""The texts that a delegate reads before she gives her organisation's word, in the order in which she may read them."""

import hashlib
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

from django.utils.html import strip_tags
from django.utils.translation import get_language

from hamkor.core.languages import chain
from hamkor.instruments.access import texts_in_force
from hamkor.instruments.commonmark import Paragraph, paragraphs
from hamkor.instruments.models import Instrument, TextRevision
from hamkor_proof.statement import Statement


class ShownText(NamedTuple):
    """A text as its page shows it: all of it is made from the one string that is hashed and signed."""

    revision: TextRevision

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return paragraphs(self.revision.body)

    @property
    def words_sha256(self) -> str:
        """SHA-256 of the words that a browser must show of this text, without the paragraphs' numbers."""
        words = "".join(unescape(strip_tags(paragraph.html)) for paragraph in self.paragraphs)
        return hashlib.sha256(words.encode()).hexdigest()


def texts_to_read(instrument: Instrument) -> list[ShownText]:
    """The texts in force, the one in the reader's own language first."""
    order = chain(get_language() or "ru")
    texts = [ShownText(revision) for revision in texts_in_force(instrument)]
    return sorted(texts, key=lambda text: _place(order, text.revision.text.language))


def texts_of_statement(instrument: Instrument, statement: Statement) -> list[ShownText]:
    """The texts that the statement names: those that it says were read come first."""
    named = {(text.language, text.sha256) for text in statement.texts}
    texts = [text for text in texts_to_read(instrument) if (text.revision.text.language, text.revision.sha256) in named]
    return sorted(texts, key=lambda text: text.revision.text.language not in statement.read)


def _place(order: Sequence[str], language: str) -> int:
    return order.index(language) if language in order else len(order)
