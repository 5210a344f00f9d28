"""The texts of the example documents, and how they came to be what they are."""

from importlib.resources import files
from typing import Final

# What a passage said before: each draft mends one more of them. (final, earlier), in the order of mending.
_MENDED: Final[dict[tuple[str, str], tuple[tuple[str, str], ...]]] = {
    ("memorandum", "ru"): (
        (
            "Мы советуемся. Прежде чем выступить по вопросу, который касается нескольких стран, мы спрашиваем "
            "остальных. На вопрос, заданный всем, каждая организация отвечает в названный срок, даже если её ответ: "
            "«воздерживаемся».",
            "Мы советуемся, когда выступаем по вопросу, который касается нескольких стран.",
        ),
        (
            " Ни одна организация не обязана рисковать больше, чем решит сама.",
            "",
        ),
        (
            "Её слово весит столько же, сколько любое другое.",
            "Её слово учитывается отдельно.",
        ),
    ),
    ("memorandum", "en"): (
        (
            "We consult one another. Before speaking out on a question that concerns several countries we ask the "
            "others. A question put to all is answered by each organisation within the time named, even if its answer "
            'is "we abstain".',
            "We consult one another when we speak out on a question that concerns several countries.",
        ),
        (
            " No organisation is obliged to risk more than it decides itself.",
            "",
        ),
        (
            "Its word weighs as much as any other.",
            "Its word is counted separately.",
        ),
    ),
    ("declaration", "ru"): (("Жалоба на пытку не должна становиться делом о клевете.", "Жалоба не клевета."),),
    ("shelter", "ru"): (("Расходы первых трёх месяцев", "Расходы первого месяца"),),
}


def text(document: str, language: str) -> str:
    """The text as it was adopted, or as it stands in its draft."""
    return (files("hamkor.demo") / "texts" / f"{document}.{language}.md").read_text(encoding="utf-8")


def drafts(document: str, language: str) -> list[str]:
    """The text's revisions, from the first draft to `text()`."""
    body = text(document, language)
    revisions = [body]
    for final, earlier in reversed(_MENDED.get((document, language), ())):
        if body.count(final) != 1:
            raise ValueError(f"{document}.{language} does not say once: {final}")
        body = body.replace(final, earlier)
        revisions.append(body)
    return revisions[::-1]
