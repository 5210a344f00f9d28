"""The one family of errors this package raises."""

from hamkor_proof.sentences import SENTENCES


class Fault(ValueError):
    """Data refused. `code` is stable and lower-case; `details` fill the sentence for that code.

    `str(fault)` is the English sentence; a site translates by `code` and fills in `details` itself.
    """

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.details)


class TextFault(Fault):
    """A text refused at a place: `line` and `column` count from one, in characters of the text as given."""

    def __init__(self, code: str, line: int, column: int, **details: str | int) -> None:
        super().__init__(code, line=line, column=column, **details)
        self.line = line
        self.column = column


class EvidenceFault(Fault):
    """Evidence that does not show that the key signed the statement."""
