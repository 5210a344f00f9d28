"""The signing origin: who is let in and for how long, where its pages lead, and the receipt to take away."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from hamkor.audit.kernel import standing_in
from hamkor.core import clock
from hamkor.instruments.actions.words import withdraw_word
from hamkor.instruments.models import Word
from hamkor.network.models import SigningKey
from tests.factories.instruments import InstrumentFactory
from tests.factories.network import MandateFactory, OrganisationFactory, coordinator, delegate
from tests.support.forms import press
from tests.support.signing import posted, signer

pytestmark = pytest.mark.django_db

SIGN, SITE = "sign.localhost", "http://localhost"


@pytest.fixture
def memorandum():
    return InstrumentFactory(open_for_signature=True)


@pytest.fixture
def aigul(sign_in):
    """A delegate with a signing key."""
    someone = signer(sign_in, delegate(OrganisationFactory(name="Мост")))
    someone.register_key()
    return someone


def browser():
    """Somebody's browser, which knows nobody yet and checks forms as every browser's are checked."""
    return Client(enforce_csrf_checks=True)


def token_in(page):
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def arrive(client, token, **headers):
    return client.post("/sign/enter/", {"token": token}, headers={"host": SIGN, "origin": SITE, **headers})


def leads_nowhere(page):
    """The addresses on a page of the signing origin, linked or sent to, that this origin does not answer."""
    body = re.sub(r"<head>.*?</head>", "", page.content.decode(), flags=re.DOTALL)
    found = {urljoin("http://sign.localhost/x", link) for link in re.findall(r'(?:href|action)="([^"]*)"', body)}
    own = {urlsplit(link).path for link in found if urlsplit(link).netloc == SIGN}
    return sorted(path for path in own if path != "/x" and not path.startswith("/sign/"))


class TestArriving:
    def test_a_delegate_arrives_by_the_buttons_and_signs_in_her_own_name(self, sign_in, memorandum):
        someone = signer(sign_in, delegate())
        crossing = sign_in(someone.person).post("/account/cross/", {"destination": someone.address(memorandum)})
        someone.client = Client(headers={"host": SIGN})

        assert arrive(someone.client, token_in(crossing)).headers["Location"] == someone.address(memorandum)
        someone.register_key()
        someone.sign(memorandum)

        assert Word.objects.get().given_by == someone.person

    def test_a_forwarded_link_makes_nobody_sign_for_another(self, sign_in, aigul, memorandum):
        """Whoever opens it crosses as herself, and finds nothing there."""
        other = sign_in(delegate())
        link = f"/account/cross/?destination={aigul.address(memorandum)}"
        crossing = press(other, other.get(link), "Go on")
        hers = browser()

        assert arrive(hers, token_in(crossing)).status_code == 302
        for path in ("", "seal/", "receipt/", "receipt.json"):
            assert hers.get(f"{aigul.address(memorandum)}{path}", headers={"host": SIGN}).status_code == 404

    def test_a_passage_sent_to_somebody_else_is_closed_once_it_was_used(self, sign_in, aigul, memorandum):
        token = token_in(sign_in(aigul.person).post("/account/cross/", {"destination": aigul.address(memorandum)}))
        assert arrive(browser(), token).status_code == 302
        thief = browser()

        assert arrive(thief, token).status_code == 403
        assert thief.get(aigul.address(memorandum), headers={"host": SIGN}).status_code == 403

    def test_opening_another_closes_the_one_before(self, sign_in, aigul):
        site = sign_in(aigul.person)
        first, second = (token_in(site.post("/account/cross/", {"destination": "/sign/x/"})) for _ in range(2))

        assert arrive(browser(), first).status_code == 403
        assert arrive(browser(), second).status_code == 302

    def test_a_session_of_the_site_opens_nothing_here(self, sign_in, aigul, memorandum):
        """Its cookie, taken along by hand: two origins share no session."""
        site = sign_in(aigul.person)

        for address in (aigul.address(memorandum), f"/sign/key/{aigul.mandate.pk}/"):
            assert site.get(address, headers={"host": SIGN}).status_code == 403

    def test_half_an_hour_is_enough_and_what_was_written_is_not_lost(self, aigul, memorandum, later):
        aigul.choose(memorandum)
        later(minutes=31)

        response = aigul.client.post(aigul.address(memorandum), {"read": ["ru"], "reservation": "Not <article> 3."})

        assert response.status_code == 403
        assert "Not &lt;article&gt; 3." in response.content.decode()
        evidence = aigul.authenticator.sign(b"{}")
        assert aigul.client.post(f"{aigul.address(memorandum)}seal/", posted(evidence)).status_code == 403
        assert not Word.objects.exists()

    def test_she_leaves_when_she_is_done(self, aigul, memorandum):
        left = press(aigul.client, aigul.client.get(f"{aigul.address(memorandum)}?lang=en"), "Leave the signing pages")

        assert "left the signing pages" in left.content.decode()
        assert aigul.client.get(aigul.address(memorandum)).status_code == 403


class TestForms:
    @pytest.mark.parametrize("origin", [SITE, "https://evil.example", "null"])
    def test_another_origins_page_sends_nothing_in_her_name(self, sign_in, aigul, memorandum, origin):
        """Not even the site's: what it may send here is a passage, and nothing else."""
        hers = browser()
        arrive(hers, token_in(sign_in(aigul.person).post("/account/cross/", {"destination": "/sign/x/"})))
        evidence = posted(aigul.authenticator.sign(b"{}"))

        for address, data in (
            (f"/sign/key/{aigul.mandate.pk}/revoke/", {}),
            (aigul.address(memorandum), {"read": ["ru"]}),
            (f"{aigul.address(memorandum)}seal/", evidence),
            ("/sign/leave/", {}),
        ):
            token = hers.cookies["hamkor_csrf"].value if "hamkor_csrf" in hers.cookies else "x" * 32
            response = hers.post(
                address, {**data, "csrfmiddlewaretoken": token}, headers={"host": SIGN, "origin": origin}
            )
            assert response.status_code == 403
            assert leads_nowhere(response) == []
        assert SigningKey.objects.in_force().exists()
        assert not Word.objects.exists()

    def test_nothing_is_shown_to_be_signed_that_could_not_be(self, aigul, memorandum):
        statement = aigul.choose(memorandum)
        with standing_in("test"):
            memorandum.signature_closes_at = clock.now()
            memorandum.save()

        shown = aigul.client.get(f"{aigul.address(memorandum)}seal/?lang=en", follow=True)

        assert shown.redirect_chain[-1][0] == aigul.address(memorandum)
        assert "has changed since" in shown.content.decode()
        assert statement not in shown.content.decode()

    def test_a_second_click_leads_to_the_receipt_too(self, aigul, memorandum):
        evidence = posted(aigul.authenticator.sign(aigul.choose(memorandum).encode()))
        address = f"{aigul.address(memorandum)}seal/"

        for method in (aigul.client.post, aigul.client.post, aigul.client.get):
            assert method(address, evidence).headers["Location"].endswith("/receipt/")
        assert Word.objects.count() == 1

    def test_a_key_asked_for_by_one_mandate_is_not_made_for_another(self, sign_in):
        someone = signer(sign_in, delegate())
        first, second = (
            f"/sign/key/{mandate.pk}/?lang=en" for mandate in (someone.mandate, MandateFactory(person=someone.person))
        )
        answer = someone.new_key(someone.client.get(second))

        response = someone.client.post(first, answer)

        assert response.status_code == 422
        assert "The passkey was not made" in response.content.decode()

    def test_a_day_that_cannot_be_is_told_and_the_key_stays(self, aigul):
        for day in ("2099-01-01", "tomorrow"):
            response = aigul.client.post(f"/sign/key/{aigul.mandate.pk}/revoke/?lang=en", {"suspect_from": day})
            assert response.status_code == 422
            assert "errors" in response.content.decode()
        assert SigningKey.objects.in_force().exists()

    def test_since_when_somebody_else_may_have_used_it_is_told_to_all(self, sign_in, aigul):
        day = clock.now().date()
        aigul.client.post(f"/sign/key/{aigul.mandate.pk}/revoke/", {"suspect_from": day.isoformat()})

        keys = sign_in(delegate()).get("/workspace/keys/?lang=en").content.decode()

        assert "somebody else may have used it since" in keys
        assert str(day.year) in keys


class TestWhatLeadsOn:
    def test_every_page_leads_to_this_origin_or_names_the_site(self, aigul, memorandum):
        shown = [aigul.client.get(path) for path in ("/sign/", aigul.address(memorandum), "/sign/nothing/", "/x/")]
        shown.append(aigul.client.get(f"/sign/key/{aigul.mandate.pk}/"))
        aigul.choose(memorandum)
        shown.append(aigul.client.get(f"{aigul.address(memorandum)}seal/"))
        shown += [aigul.sign(memorandum), aigul.client.get(aigul.address(memorandum))]

        for page in shown:
            assert SITE in page.content.decode()
            assert leads_nowhere(page) == [], page.request["PATH_INFO"]

    def test_what_a_passkey_needs_is_said_and_confirming_offered_on_every_page(self, sign_in, memorandum):
        someone = signer(sign_in, delegate())
        confirm = f"{SITE}/workspace/documents/{memorandum.slug}/word/{someone.organisation.pk}/"

        first = someone.client.get(f"{someone.address(memorandum)}?lang=en").content.decode()
        key = someone.client.get(f"/sign/key/{someone.mandate.pk}/?lang=en").content.decode()
        someone.register_key()
        choose = someone.client.get(f"{someone.address(memorandum)}?lang=en").content.decode()
        someone.choose(memorandum)
        seal = someone.client.get(f"{someone.address(memorandum)}seal/?lang=en").content.decode()

        for page in (first, key, choose, seal):
            assert re.search(r"A passkey needs a (script|browser that runs scripts)", page)
            assert confirm in page


class TestReceipt:
    def test_it_is_for_who_signed_and_nobody_else(self, sign_in, aigul, memorandum):
        aigul.sign(memorandum)
        fellow = signer(sign_in, delegate(aigul.organisation))
        secretary = sign_in(coordinator(), host=SIGN)

        for path in ("receipt/", "receipt.json"):
            assert aigul.client.get(f"{aigul.address(memorandum)}{path}").status_code == 200
            for other in (fellow.client, secretary):
                assert other.get(f"{aigul.address(memorandum)}{path}").status_code == 404
        assert "receipt" not in fellow.client.get(aigul.address(memorandum)).content.decode()

    def test_it_says_what_it_proves_before_it_is_taken(self, aigul, memorandum):
        page = aigul.sign(memorandum, publish_name="").redirect_chain[-1][0]
        shown = aigul.client.get(f"{page}?lang=en").content.decode()

        assert "Anyone who holds this file can prove it too" in shown
        assert "also where the public is not told the name" in shown
        assert shown.index("it is evidence") < shown.index("Download the receipt")

    def test_she_finds_it_again(self, aigul, memorandum):
        aigul.sign(memorandum)
        assert f"{aigul.address(memorandum)}receipt/" in aigul.client.get(aigul.address(memorandum)).content.decode()

    def test_it_is_not_given_out_for_a_word_that_was_taken_back(self, aigul, memorandum):
        aigul.sign(memorandum)
        withdraw_word(by=aigul.person, word=Word.objects.get())

        assert aigul.client.get(f"{aigul.address(memorandum)}receipt.json").status_code == 404

    def test_it_is_kept_by_no_cache_and_named_after_nobody(self, aigul, memorandum):
        aigul.sign(memorandum)
        given = aigul.client.get(f"{aigul.address(memorandum)}receipt.json")

        assert "no-store" in given.headers["Cache-Control"]
        assert given.headers["Content-Disposition"] == f'attachment; filename="{memorandum.slug}-receipt.json"'
