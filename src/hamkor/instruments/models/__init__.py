"""Instruments: what organisations say together, the texts of it, and whose word stands under it."""

from hamkor.instruments.models.instruments import Instrument, InstrumentTitle, Kind, ListPhrase, State
from hamkor.instruments.models.texts import Edition, EditorsDraft, Text, TextRevision
from hamkor.instruments.models.words import Act, Capacity, Channel, Strength, Word

__all__ = [
    "Act",
    "Capacity",
    "Channel",
    "Edition",
    "EditorsDraft",
    "Instrument",
    "InstrumentTitle",
    "Kind",
    "ListPhrase",
    "State",
    "Strength",
    "Text",
    "TextRevision",
    "Word",
]
