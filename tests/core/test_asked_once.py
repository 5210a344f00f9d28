from hamkor.core.asked_once import asked_once, one_round

asked: list[str] = []


@asked_once
def length(word: str, *, doubled: bool = False) -> int:
    asked.append(word)
    return len(word) * (2 if doubled else 1)


def test_a_question_is_put_once_in_a_round_and_each_time_outside_of_one() -> None:
    asked.clear()
    assert (length("a"), length("a")) == (1, 1)
    assert asked == ["a", "a"]
    with one_round():
        assert (length("bb"), length("bb"), length("bb", doubled=True), length("c")) == (2, 2, 4, 1)
    assert asked == ["a", "a", "bb", "bb", "c"]


def test_nothing_is_kept_from_one_round_to_the_next_or_into_a_round_within() -> None:
    asked.clear()
    with one_round():
        length("a")
        with one_round():
            length("a")
        length("a")
    with one_round():
        length("a")
    assert asked == ["a", "a", "a"]


def test_a_round_that_fails_leaves_nothing_behind() -> None:
    asked.clear()
    try:
        with one_round():
            length("a")
            raise LookupError
    except LookupError:
        length("a")
    assert asked == ["a", "a"]
