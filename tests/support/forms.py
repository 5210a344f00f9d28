"""Forms as people fill them in: read off the page, changed by what is typed, sent with one of its buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client

type Answer = str | list[str] | SimpleUploadedFile

_CHOSEN_WITH_A_MARK = {"radio": "checked", "checkbox": "checked", "option": "selected"}


@dataclass
class _Form:
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)  # what it sends if nothing is typed
    offered: dict[str, set[str]] = field(default_factory=dict)  # fields where one can only choose, and among what
    names: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)  # by words: where to, what it adds

    def found(self, name: str, kind: str, value: str, chosen: bool) -> None:
        self.names.add(name)
        if kind in _CHOSEN_WITH_A_MARK:
            self.offered.setdefault(name, set()).add(value)
        if chosen:
            self.fields.setdefault(name, []).append(value)


class _Forms(HTMLParser):
    """The page's forms that are sent with POST."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self._form: _Form | None = None
        self._select = ""
        self._taking: tuple[str, dict[str, str]] | None = None  # an element whose words are being read
        self._words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = _Form(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            if self._form:
                self.forms.append(self._form)
        if self._form is None:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name:
            if kind in _CHOSEN_WITH_A_MARK:
                self._form.found(name, kind, given.get("value", "on"), "checked" in given)
            else:
                self._form.found(name, kind, given.get("value", ""), kind != "file")
        elif tag == "select":
            self._select = name
        elif tag == "option":
            self._form.found(self._select, "option", given["value"], "selected" in given)
        elif tag in ("textarea", "button"):
            self._taking, self._words = (tag, given), ""

    def handle_data(self, data: str) -> None:
        if self._taking:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._form and self._taking and tag == self._taking[0]:
            given = self._taking[1]
            if tag == "textarea":
                # The line end after the opening tag is the markup's.
                self._form.found(given["name"], "", self._words.removeprefix("\r").removeprefix("\n"), True)
            else:
                sent = {given["name"]: given.get("value", "")} if given.get("name") else {}
                self._form.buttons[" ".join(self._words.split())] = given.get("formaction", self._form.action), sent
            self._taking = None


def press(client: Client, page: str | HttpResponseBase, button: str, **answers: Answer) -> HttpResponseBase:
    """Presses the button with these words on a page (an address, or what was answered) after filling in `answers`;
    follows where that leads. Fails where the page has no such button, field or choice."""
    if isinstance(page, str):
        page = client.get(page, follow=True)
    html = page.content.decode()
    forms = _Forms(html).forms
    form = next((form for form in forms if button in form.buttons), None)
    assert form, f"no button “{button}” among {[[*form.buttons] for form in forms]}"
    assert answers.keys() <= form.names, f"no such fields: {answers.keys() - form.names}"
    for name, answer in answers.items():
        if name in form.offered:
            assert {answer} <= form.offered[name] if isinstance(answer, str) else set(answer) <= form.offered[name]
    address = page.request["PATH_INFO"]
    query = page.request.get("QUERY_STRING")
    action, added = form.buttons[button]
    where = urljoin(address, action) if action else f"{address}?{query}" if query else address
    sent = {name: _sent(answer) for name, answer in {**form.fields, **answers, **added}.items()}
    return client.post(where, sent, follow=True)


def _sent(answer: Answer) -> Answer:
    """Browsers send each line end as carriage return and line feed."""
    if isinstance(answer, list):
        return [str(_sent(each)) for each in answer]
    if isinstance(answer, str):
        return answer.replace("\r\n", "\n").replace("\n", "\r\n")
    return answer
