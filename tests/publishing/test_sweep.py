"""What changes is in the files after a sweep, and nothing else; whatever happens in the middle, nothing is lost."""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from hamkor.audit import kernel
from hamkor.core import clock, public_pages
from hamkor.core.actors import CLOCK, OPERATOR
from hamkor.instruments.actions.words import hide_word, record_word
from hamkor.instruments.models import Instrument
from hamkor.instruments.statements import Choices
from hamkor.ledger.actions.checkpoints import make_checkpoint
from hamkor.ledger.actions.descriptors import publish_descriptor
from hamkor.ledger.actions.founding import make_seal
from hamkor.ledger.actions.witnesses import keep_cosignatures
from hamkor.ledger.seal import seal_fingerprint
from hamkor.network.models import Audience
from hamkor.publishing import access, making
from hamkor.publishing.actions import touch
from hamkor.publishing.checking import faults
from hamkor.publishing.files import BusyError, PublicFiles
from hamkor.publishing.models import IndexedPageManager, Touch
from hamkor.publishing.rebuild import rebuild
from hamkor.publishing.sweep import sweep
from hamkor_proof import checkpoint
from hamkor_proof.checkpoint import cosign, cosigned_at
from hamkor_proof.container import unpack
from hamkor_proof.note import Note, SignerKey
from tests.contracts.examples import load_all
from tests.factories.instruments import InstrumentFactory, WordFactory
from tests.factories.network import OrganisationFactory, coordinator, delegate
from tests.factories.newsroom import country_page, information, news
from tests.support.procedures import adopted_and_public
from tests.support.rooms import load_all_actions
from tests.support.seals import bring_seal

pytestmark = pytest.mark.django_db

load_all_actions()
OF_THESE_ROOMS = [
    name for name in sorted(load_all()) if name.startswith(("instruments.", "ledger.", "network.", "privacy.erase"))
]


def text(public: PublicFiles, address: str) -> str:
    body = public.read(address)
    assert body is not None, f"{address} has no file"
    return body.decode()


@pytest.mark.usefixtures("in_english_only")
@pytest.mark.parametrize("name", OF_THESE_ROOMS)
def test_after_any_act_and_a_sweep_the_files_are_what_the_site_shows(name: str, public: PublicFiles) -> None:
    """Whatever an action changes, the lists of pages say so: nothing has to be made anew as a whole."""
    with kernel.standing_in("example"):
        example = load_all()[name]()
        if name != "instruments.publish":
            adopted = Instrument.objects.filter(adopted_at__isnull=False)
            adopted.update(published_on="2013-04-30", audience=Audience.objects.of("CLEAR"))
    example.before()
    rebuild(processes=1)
    kernel.ACTIONS[name](**example.allowed)
    sweep()
    assert faults(processes=1) == []


def test_a_signature_is_on_the_documents_page_its_list_and_its_pdf(public: PublicFiles) -> None:
    memorandum = InstrumentFactory(slug="memorandum", open_for_signature=True, published=True)
    other = InstrumentFactory(slug="other", open_for_signature=True, published=True)
    rebuild(processes=1)
    untouched = public.path(f"/ru/documents/{other.slug}/").stat().st_ino
    pdf = public.read("/en/documents/memorandum/document.pdf")
    record_word(
        by=coordinator(),
        instrument=memorandum,
        organisation=OrganisationFactory(name="Open Steppe"),
        channel="email",
        told_at=clock.now(),
        choices=Choices(),
    )
    assert "Open Steppe" not in text(public, "/en/documents/memorandum/")
    sweep()
    for address in ("/en/documents/memorandum/", "/ru/documents/memorandum/in-en/"):
        assert "Open Steppe" in text(public, address)
    assert "1 organisation signed" in text(public, "/en/documents/")
    assert public.read("/en/documents/memorandum/document.pdf") != pdf
    assert public.path(f"/ru/documents/{other.slug}/").stat().st_ino == untouched
    assert access.waiting() == 0


@pytest.mark.usefixtures("in_english_only")
def test_a_witnesss_line_is_with_the_checkpoint_in_the_evidence_and_in_the_pdf(public: PublicFiles) -> None:
    witness = SignerKey("partner.example/witness", b"\10" * 32)
    publish_descriptor(by=OPERATOR, witnesses=[str(witness.verifier)], threshold=1)
    early = adopted_and_public()
    make_checkpoint(by=CLOCK)
    memorandum = adopted_and_public()
    made = make_checkpoint(by=CLOCK)
    rebuild(processes=1)
    folder = f"/en/documents/{memorandum.slug}/"
    pdf, untouched = public.read(f"{folder}document.pdf"), public.path(f"/en/documents/{early.slug}/").stat().st_ino
    assert witness.name not in text(public, "/ledger/checkpoint")
    line = cosign(checkpoint.Checkpoint.parse(Note.parse(bytes(made.note)).text), witness, at=1_400_000_000)
    keep_cosignatures(by=OPERATOR, checkpoint=made, lines=[line])
    sweep()
    assert cosigned_at(Note.parse(public.read("/ledger/checkpoint") or b""), witness.verifier) == 1_400_000_000
    evidence = public.read(f"{folder}evidence.zip") or b""
    assert cosigned_at(Note.parse(unpack(evidence)["checkpoint"]), witness.verifier) == 1_400_000_000
    assert sha256(evidence).hexdigest() in text(public, folder).replace(" ", "")
    assert public.read(f"{folder}document.pdf") != pdf
    assert "partner.example/witness · May 13, 2014" in text(public, "/en/record/")
    assert public.path(f"/en/documents/{early.slug}/").stat().st_ino == untouched
    assert faults(processes=1) == []


def test_a_hidden_name_is_gone_everywhere_at_once(public: PublicFiles) -> None:
    organisation = OrganisationFactory(name="Quiet Spring")
    words = [
        WordFactory(
            instrument__slug=slug,
            instrument__open_for_signature=True,
            instrument__published=True,
            organisation=organisation,
        )
        for slug in ("one", "two")
    ]
    rebuild(processes=1)
    assert sum(b"Quiet Spring" in path.read_bytes() for path in public.paths()) > 20
    with kernel.standing_in("test"):
        organisation.name_withheld = True
        organisation.save()
    for word in words:
        hide_word(by=delegate(organisation), word=word)
    with transaction.atomic(), kernel.standing_in("test"):
        touch("network.organisation", organisation.pk, hides=True)
    sweep()
    assert [path for path in public.paths() if b"Quiet Spring" in path.read_bytes()] == []
    assert faults(processes=1) == []


def test_a_closing_date_passes_without_anybody_doing_anything(public: PublicFiles, time_machine) -> None:
    time_machine.move_to("2013-04-29T12:00:00Z")
    closing = InstrumentFactory(slug="memorandum", open_for_accession=True, published=True, published_on="2013-03-01")
    InstrumentFactory(slug="still", open_for_signature=True, published=True, published_on="2013-03-01")
    WordFactory(instrument=closing, organisation=OrganisationFactory(name="Open Steppe", country_of_work="TM"))
    embedded = [("instrument", {"instrument": str(closing.pk), "with_signatories": True})]
    with kernel.standing_in("newsroom"):
        news(slug="inside", live=True, body=embedded)
        news(slug="beside", live=True, documents=[closing])
        news(slug="another", live=True)
        information(slug="about", live=True, body=embedded)
        country_page("KG", live=True, body=embedded)
    rebuild(processes=1)
    still = [public.path(f"/en/{page}/").stat().st_ino for page in ("documents/still", "news/another")]
    showing = ("documents/memorandum", "news/inside", "news/beside", "about", "countries/kg", "countries/tm")
    for page in showing:
        assert "open for signature" in text(public, f"/en/{page}/")
    time_machine.move_to("2013-04-30T00:00:01Z")
    sweep()
    for page in showing:
        assert "open for accession" in text(public, f"/en/{page}/")
    assert [public.path(f"/en/{page}/").stat().st_ino for page in ("documents/still", "news/another")] == still
    assert faults(processes=1) == []


@pytest.mark.usefixtures("in_english_only")
def test_documents_bear_a_new_seal_and_the_page_about_checking_names_it(
    public: PublicFiles, tmp_path: Path, settings
) -> None:
    """As where the key of the former one was stolen."""
    settings.HAMKOR_HOME = tmp_path
    bring_seal(tmp_path)
    InstrumentFactory(slug="memorandum", open_for_signature=True, published=True)
    rebuild(processes=1)
    before = public.read("/en/documents/memorandum/document.pdf")
    for file in tmp_path.glob("seal-*.pem"):
        file.unlink()
    seal = make_seal(by=OPERATOR, instead_of=seal_fingerprint() or "")
    sweep()
    assert seal.fingerprint in text(public, "/en/check/").replace(" ", "")
    assert public.read("/en/documents/memorandum/document.pdf") != before
    assert faults(processes=1) == []


def test_what_is_published_tomorrow_appears_tomorrow(public: PublicFiles, time_machine) -> None:
    time_machine.move_to("2013-04-29T12:00:00Z")
    InstrumentFactory(slug="early", adopted=True, published=True)
    rebuild(processes=1)
    assert public.read("/ru/documents/early/") is None
    time_machine.move_to("2013-04-30T00:00:01Z")
    sweep()
    assert "/ru/documents/early/" in text(public, "/ru/documents/")
    assert "/ru/documents/early/" in text(public, "/sitemap-instruments.documents-1.xml")
    assert public.read("/ru/documents/early/document.pdf")


def test_what_is_there_no_more_is_taken_away(public: PublicFiles) -> None:
    InstrumentFactory(slug="memorandum", adopted=True, published=True)
    rebuild(processes=1)
    with kernel.standing_in("test"):
        Instrument.objects.update(published_on=None)
        touch(address="/ru/documents/memorandum/")
    assert sweep().gone == 1
    assert public.read("/ru/documents/memorandum/") is None


def test_a_change_that_is_rolled_back_leaves_no_touch(public: PublicFiles) -> None:
    word = WordFactory()
    with transaction.atomic():
        hide_word(by=delegate(word.organisation), word=word)
        assert Touch.objects.exists()
        transaction.set_rollback(True)
    assert not Touch.objects.exists()


def test_what_no_page_shows_leaves_no_touch() -> None:
    with kernel.standing_in("test"):
        person = coordinator()
    kernel.recorded.send(sender=None, event=_event("network.person", person.pk))
    assert not Touch.objects.exists()


def test_two_sweepers_do_not_work_at_once(public: PublicFiles) -> None:
    touch(address="/ru/")
    with public.alone(), pytest.raises(BusyError):
        sweep()
    assert access.waiting() == 1
    sweep()
    assert access.waiting() == 0


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`broken(address)` makes this page fail until the test ends; `broken("")` mends it."""
    page, failing = making.Renderer.page, [""]

    def fail(self, address: str):
        if address == failing[0]:
            raise RuntimeError("a name that must not be in the log")
        return page(self, address)

    monkeypatch.setattr(making.Renderer, "page", fail)
    return lambda address: failing.__setitem__(0, address)


def test_a_page_that_fails_is_tried_again_and_stops_no_other(
    public: PublicFiles, broken: Callable[[str], None], later, caplog: pytest.LogCaptureFixture
) -> None:
    with kernel.standing_in("test"):
        touch(addresses=["/ru/", "/ru/check/", "/en/"])
    broken("/ru/check/")
    with caplog.at_level(logging.ERROR):
        swept = sweep()
    assert (swept.made, swept.failed) == (2, ["/ru/check/"])
    assert "/ru/check/ cannot be made (RuntimeError)" in caplog.text
    assert "must not be in the log" not in caplog.text
    assert [t.address for t in Touch.objects.filter(done_at=None)] == ["/ru/check/"]
    assert sweep().failed == []  # not at once
    later(seconds=11)
    assert sweep().failed == ["/ru/check/"]
    later(seconds=11)
    assert sweep().failed == []  # each time longer
    later(seconds=60)
    broken("")
    assert sweep().made == 1
    assert access.waiting() == 0


def test_a_page_that_fails_once_shows_what_it_showed_but_never_a_hidden_name(
    public: PublicFiles, broken: Callable[[str], None], later
) -> None:
    word = WordFactory(instrument__slug="memorandum", instrument__open_for_signature=True, instrument__published=True)
    rebuild(processes=1)
    broken("/ru/documents/memorandum/")
    with kernel.standing_in("test"):
        touch("instruments.instrument", word.instrument_id)
    sweep()
    assert public.read("/ru/documents/memorandum/")
    hide_word(by=delegate(word.organisation), word=word)
    sweep()
    assert public.read("/ru/documents/memorandum/") is None
    broken("")
    later(minutes=5)
    sweep()
    assert public.read("/ru/documents/memorandum/")
    assert faults(processes=1) == []


def test_a_list_of_pages_that_fails_holds_up_no_other_change(
    public: PublicFiles, monkeypatch: pytest.MonkeyPatch, later
) -> None:
    class Faulty(public_pages.PublicPages):
        shows = frozenset({"instruments.word"})

        def touched_by(self, label, key):
            raise LookupError

        def items(self):
            return []

    monkeypatch.setitem(public_pages._SECTIONS, "test.faulty", Faulty)
    word = WordFactory()
    with kernel.standing_in("test"):
        touch("instruments.word", word.pk)
        touch(address="/ru/")
    assert sweep().made >= 1
    assert access.waiting() == 1
    assert not access.is_anything_due()


def test_the_search_learns_of_a_page_in_the_transaction_that_notes_it_as_made(
    public: PublicFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[list[str], list[str]]] = []
    replace = IndexedPageManager.replace

    def listen(self, addresses, pages):
        assert transaction.get_connection().in_atomic_block
        told.append((sorted(addresses), [page.address for page in pages]))
        replace(self, addresses, pages)

    monkeypatch.setattr(IndexedPageManager, "replace", listen)
    with kernel.standing_in("test"):
        touch(addresses=["/ru/check/", "/robots.txt", "/ru/no-such-page/"])
    sweep()
    assert told == [(["/ru/check/", "/ru/no-such-page/"], ["/ru/check/"])]


class TestPictures:
    """What pages refer to lies beside them, for as long as one does."""

    @pytest.fixture(autouse=True)
    def _kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(public_pages, "_FILES", {"pictures/": lambda name: "private" not in name})
        for name in ("shown", "private", "other"):
            default_storage.delete(f"pictures/{name}.png")
            default_storage.save(f"pictures/{name}.png", ContentFile(name.encode()))

    @pytest.fixture
    def shows(self, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """`shows(address, html)`: from then on the page has this in it; then it is swept."""
        page, inside = making.Renderer.page, {}

        def with_more(self, address: str):
            made = page(self, address)
            return making.Rendered(True, made.body + inside.get(address, "").encode(), made.media_type, made.language)

        def show(address: str, html: str) -> None:
            inside[address] = html
            touch(address=address)
            sweep()

        monkeypatch.setattr(making.Renderer, "page", with_more)
        return show

    def test_a_picture_comes_with_the_first_page_and_goes_with_the_last(self, public: PublicFiles, shows) -> None:
        shows("/ru/", '<img src="/files/pictures/shown.png" alt="">')
        shows("/en/", '<img srcset="/files/pictures/shown.png 1x, http://localhost/files/pictures/other.png 2x">')
        assert public.read("/files/pictures/shown.png") == b"shown"
        assert public.read("/files/pictures/other.png") == b"other"
        shows("/ru/", "")
        assert public.read("/files/pictures/shown.png") == b"shown"
        shows("/en/", "")
        assert public.read("/files/pictures/shown.png") is None
        assert not (public.root / "files").exists()

    def test_nothing_comes_that_is_not_let_out(self, public: PublicFiles, shows) -> None:
        default_storage.save("scans/a-letter.png", ContentFile(b"scan"))
        for reference in (
            "/files/pictures/private.png",
            "/files/scans/a-letter.png",
            "/files/pictures/../scans/a-letter.png",
            "/files/pictures/%2e%2e/scans/a-letter.png",
            "/files/pictures/not-there.png",
        ):
            shows("/ru/", f'<img src="{reference}" alt="">')
        shows("/ru/", "<p>Words that mention /files/pictures/shown.png, src=&quot;/files/pictures/shown.png&quot;</p>")
        assert not (public.root / "files").exists()
        assert public.read("/ru/")

    def test_check_misses_a_picture(self, public: PublicFiles, shows) -> None:
        shows("/ru/", '<img src="/files/pictures/shown.png" alt="">')
        public.remove("/files/pictures/shown.png")
        assert "/files/pictures/shown.png is missing, and a page refers to it." in faults(processes=1)


def _event(label, key):
    from hamkor.audit.models import Event

    return Event(kind="network.told", on_label=label, on_id=key)
