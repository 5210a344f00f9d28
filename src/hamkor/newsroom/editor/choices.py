"""Choices by name, in the editor's language: topics, and the network's documents that are public."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import get_language

from hamkor.core.languages import chain
from hamkor.instruments.models import Instrument
from hamkor.newsroom.blocks import published_instruments
from hamkor.newsroom.models import Topic


def in_own_language(topic: Topic) -> str:
    """Its name in the reader's language or the next best; its address where it has none yet."""
    names = {name.language: name.text for name in topic.names.all()}
    known = (names[code] for code in chain(get_language() or "ru") if code in names)
    return next(known, next(iter(names.values()), topic.slug))


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    def label_from_instance(self, obj: Topic) -> str:
        return in_own_language(obj)


class _Published(forms.models.ModelChoiceIterator):  # type: ignore[type-arg]  # as above
    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "", str(self.field.empty_label or "")
        yield from published_instruments()


class InstrumentField(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    """Only documents that anybody may read can be named on a page."""

    iterator = _Published

    def to_python(self, value: str | None) -> Instrument | None:
        if value and str(value) not in dict(published_instruments()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)
