"""Two people who edit at once: the later one is told, is shown both, and loses nothing."""

import html
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.utils.html import escape

from hamkor.instruments.models import EditorsDraft, Text
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import delegate
from tests.support.people import SignIn
from tests.support.servers import Server

BASE = "We go on.\n\nWe consult one another.\n\nWe help one another.\n"


def a_text() -> Text:
    return InstrumentFactory(texts={"en": BASE}).editions.get().texts.get()


def edit_page(text: Text) -> str:
    return f"/workspace/documents/{text.edition.instrument.slug}/texts/{text.pk}/edit/"


def form_in(page: str) -> dict[str, str]:
    """What the page's text form would send as it stands."""
    body = html.unescape(page.split("<textarea")[1].split(">\n", 1)[1].split("</textarea>")[0])
    based_on = page.split('name="based_on" value="')[1].split('"')[0]
    return {"body": body, "based_on": based_on}


@pytest.mark.django_db
class TestTheLaterOne:
    def test_changes_in_different_places_are_put_together_and_saved_from_there(self, sign_in: SignIn) -> None:
        text = a_text()
        first, second = sign_in(delegate()), sign_in(delegate())
        first.post(edit_page(text), {"body": BASE.replace("go on", "carry on"), "based_on": 1})
        answer = second.post(edit_page(text), {"body": BASE.replace("help", "support"), "based_on": 1})

        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Somebody else saved this text after you opened it" in page
        assert text.current().number == 2, "nothing of hers is saved over the other's"

        form = form_in(page)
        assert form["based_on"] == "2"
        assert second.post(edit_page(text), form).status_code == 302
        both = BASE.replace("go on", "carry on").replace("help", "support")
        assert text.current().body == both

    def test_changes_in_one_place_stand_both_in_the_form(self, sign_in: SignIn) -> None:
        text = a_text()
        first, second = sign_in(delegate()), sign_in(delegate())
        mine, theirs = BASE.replace("consult", "question"), BASE.replace("consult", "ask & answer")
        first.post(edit_page(text), {"body": theirs, "based_on": 1})
        page = second.post(edit_page(text), {"body": mine, "based_on": 1}).content.decode()

        assert "We question one another." in form_in(page)["body"]
        assert "We ask & answer one another." in form_in(page)["body"]
        assert "it stands there twice" in page
        assert escape(mine) in page, "her own text, as she sent it"
        # What each changed against what both began from.
        added = [part.split("</ins>")[0] for part in page.split("<ins>")[1:]]
        assert ["answer" in added[0], "question" in added[1]] == [True, True]

    def test_her_text_is_kept_although_she_closes_the_page(self, sign_in: SignIn) -> None:
        text, person = a_text(), delegate()
        sign_in(delegate()).post(edit_page(text), {"body": "Theirs.", "based_on": 1})
        client = sign_in(person)
        client.post(edit_page(text), {"body": "Mine.", "based_on": 1})
        assert EditorsDraft.objects.get(person=person).body == "Mine."
        page = client.get(edit_page(text)).content.decode()
        assert "This is your draft" in page
        # The draft knows that it is older than what is there now.
        again = client.post(edit_page(text), form_in(page))
        assert again.status_code == 409

    def test_both_wrote_the_first_text(self, sign_in: SignIn) -> None:
        with_nothing = InstrumentFactory(texts={}).editions.get()
        sign_in(delegate()).post(f"/workspace/documents/{with_nothing.instrument.slug}/language/", {"language": "en"})
        text = with_nothing.texts.get()
        sign_in(delegate()).post(edit_page(text), {"body": "Theirs.", "based_on": 0})
        answer = sign_in(delegate()).post(edit_page(text), {"body": "Mine.", "based_on": 0})
        assert answer.status_code == 409
        assert text.current().body == "Theirs.\n"
        assert {"Theirs.", "Mine."} <= set(form_in(answer.content.decode())["body"].split())

    def test_both_wrote_the_same(self, sign_in: SignIn) -> None:
        text = a_text()
        for status in (302, 422):
            assert sign_in(delegate()).post(edit_page(text), {"body": "Same.", "based_on": 1}).status_code == status
        assert text.current().number == 2

    def test_a_revision_that_never_was_is_a_conflict_too(self, sign_in: SignIn) -> None:
        text = a_text()
        answer = sign_in(delegate()).post(edit_page(text), {"body": "Mine.", "based_on": 99})
        assert answer.status_code == 409
        assert text.current().number == 1


@pytest.mark.server
def test_of_many_at_the_same_instant_one_saves_and_all_are_told(server: Server) -> None:
    """Against a real server: ten people press the button together, each from revision 1."""
    text = a_text()
    cookies = [SignIn()(delegate()).cookies["hamkor_session"].value for _ in range(10)]

    def press(session: str) -> int:
        token = "a" * 32
        headers = {
            "Cookie": f"hamkor_session={session}; hamkor_csrf={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = urlencode({"body": f"By {session}.", "based_on": 1, "csrfmiddlewaretoken": token})
        with closing(HTTPConnection("localhost", server.port, timeout=60)) as connection:
            connection.request("POST", edit_page(text), form, headers)
            return connection.getresponse().status

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(press, cookies))
    assert answers == [302, *[409] * 9]
    assert text.current().number == 2
    assert EditorsDraft.objects.count() == 9
