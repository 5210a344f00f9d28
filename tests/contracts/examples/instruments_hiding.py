from hamkor.core.actors import CLOCK
from tests.contracts.examples import Example, example
from tests.factories.instruments import WordFactory
from tests.factories.network import coordinator


@example("instruments.hide_word_again")
def _() -> Example:
    return Example(
        allowed={"by": CLOCK, "word": WordFactory()}, stranger=coordinator(), event="instruments.word_hidden"
    )
