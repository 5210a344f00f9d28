"""A list of organisations: shown first, then all of it or nothing, on the web and at the command line."""

import csv
import io
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.audit.models import Event
from hamkor.core.languages import country_codes
from hamkor.network.doubles import Known, Register, comparable
from hamkor.network.models import Organisation, OrganisationName
from hamkor.network.organisation_list import LARGEST_FILE, Defaults, read
from tests.factories.network import OrganisationFactory, coordinator, delegate

pytestmark = pytest.mark.usefixtures("in_english")

FULL = (
    "name_ru;name_en;short_name_en;country_of_work;country_of_seat;website;category;since\n"
    "Центр «Ореховая роща»;Walnut Grove Centre;WGC;KG;;https://walnut.example/;member;20.02.2013\n"
    "Инициатива «Фонарь»;;;Туркменистан;at;;Member;2013-02-20\n"
    ";Canal House;;Belgium;;;partner;\n"
)
KG = Defaults(language="en", country="KG")


def faults(text: str | bytes, defaults: Defaults = KG) -> list[tuple[int, int, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(fault.line, fault.column, str(fault.sentence)) for fault in read(data, defaults).faults]


class TestReading:
    def test_every_column(self) -> None:
        listing = read(FULL.encode(), Defaults())
        assert listing.faults == ()
        grove, lantern, canal = listing.rows
        assert {language: (name.text, name.short) for language, name in grove.names.items()} == {
            "ru": ("Центр «Ореховая роща»", ""),
            "en": ("Walnut Grove Centre", "WGC"),
        }
        assert (grove.line, grove.country_of_work, grove.country_of_seat) == (2, "KG", "KG")
        assert (grove.website, str(grove.since)) == ("https://walnut.example/", "2013-02-20")
        assert (lantern.country_of_work, lantern.country_of_seat, lantern.category) == ("TM", "AT", "member")
        assert (canal.country_of_work, canal.category, canal.since) == ("BE", "partner", None)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    @pytest.mark.parametrize("delimiter", [",", ";"])
    def test_every_common_way_to_write_it(self, encoding: str, newline: str, delimiter: str) -> None:
        text = newline.join(["name;country_of_work", '"Роща; и ""сад"", вместе";KG', ""])
        if delimiter == ",":
            text = text.replace("name;c", "name,c").replace('";KG', '",KG')
        (row,) = read(text.encode(encoding), Defaults()).rows
        assert row.names["ru"].text == 'Роща; и "сад", вместе'

    def test_a_list_of_names_alone_takes_the_rest_from_what_holds_for_all(self) -> None:
        (row,) = read(b"name\nWalnut Grove\n", Defaults("en", "KG", "partner")).rows
        assert (row.country_of_work, row.country_of_seat, row.category) == ("KG", "KG", "partner")
        assert row.names.keys() == {"en"}

    def test_names_are_normalised(self) -> None:
        (row,) = read('name\n"  Йод \u00a0 и\nсвет "\n'.encode(), Defaults(country="KG")).rows
        assert row.names["ru"].text == "Йод и свет"

    def test_blank_lines_and_empty_cells_at_the_end_do_not_matter(self) -> None:
        listing = read(b"name,website\n\nOne,,,\n,\nTwo\n", KG)
        assert [(row.line, row.names["en"].text) for row in listing.rows] == [(3, "One"), (5, "Two")]

    def test_a_line_is_counted_as_an_editor_counts_it(self) -> None:
        text = 'name,country_of_work\n"Walnut\nGrove",KG\nCanal House,Atlantis\n'
        assert [fault[:2] for fault in faults(text)] == [(4, 2)]


class TestFaults:
    """Each says where it is and what to do."""

    @pytest.mark.parametrize(
        ("text", "line", "column", "says"),
        [
            ("", 0, 0, "empty"),
            ("\n \n", 0, 0, "empty"),
            ("name\n", 0, 0, "nothing else"),
            ("nom,country_of_work\nA,KG\n", 1, 1, "no column “nom”"),
            ("name,colour\nA,red\n", 1, 2, "no column “colour”"),
            ("name,website,Name\nA,,B\n", 1, 3, "twice"),
            ("website\nhttps://a.example\n", 1, 0, "no column “name”"),
            ("name_xx-not-a-language\nA\n", 1, 1, "language tag"),
            ("name,country_of_work\nA,Atlantis\n", 2, 2, "two-letter code"),
            ("name,country_of_seat\nA,K\n", 2, 2, "two-letter code"),
            ("name,website\nA,javascript:alert(1)\n", 2, 2, "https://"),
            ("name,website\nA,walnut.example\n", 2, 2, "https://"),
            ("name,category\nA,king\n", 2, 2, "no category"),
            ("name,since\nA,yesterday\n", 2, 2, "2013-02-20"),
            ("name,since\nA,2013-02-30\n", 2, 2, "2013-02-20"),
            ("name,since\nA,2999-01-01\n", 2, 2, "not come yet"),
            ("name,website\n,https://a.example\n", 2, 1, "Write a name"),
            ("name\n…\n", 2, 1, "at least one letter"),
            (f"name\n{'a' * 301}\n", 2, 1, "300 characters"),
            (f"name,short_name\nA,{'a' * 61}\n", 2, 2, "60 characters"),
            ("name\nWal\u202enut\n", 2, 1, "U+202E"),
            ("name\nWal\u200bnut\n", 2, 1, "U+200B"),
            ("name\nWal\x07nut\n", 2, 1, "U+0007"),
            ("name\nW\u0430lnut\n", 2, 1, "two alphabets"),
            ("name\nWalnut, Grove\n", 2, 2, "more cells"),
            ('name\n"Walnut" Grove\n', 2, 0, "quotation marks"),
            ('name\nA\n"Walnut\n', 3, 0, "quotation marks"),
            ("name_en,short_name_ru\nA,Б\n", 2, 2, "short name in a language"),
            ("name\nWalnut Grove\nOther\n«WALNUT grove»\n", 4, 1, "stands in line 2"),
            (b"name\nA\n\xcf\xf0\xe8\xec\xe5\xf0\n", 3, 0, "not in UTF-8"),
            ("name\nA\n".encode("utf-16"), 0, 0, "UTF-16"),
            (b"name\n" + b"a\n" * LARGEST_FILE, 0, 0, "512 KB"),
            ("name\n" + "".join(f"n{n}\n" for n in range(2001)), 2002, 0, "2000 lines"),
        ],
    )  # fmt: skip
    def test_line_column_and_what_to_do(self, text: str | bytes, line: int, column: int, says: str) -> None:
        ((at, cell, sentence),) = faults(text)
        assert (at, cell) == (line, column)
        assert says in sentence

    def test_without_any_country_it_asks_for_one(self) -> None:
        ((line, column, sentence),) = faults("name,country_of_work\nA,\n", Defaults())
        assert (line, column) == (2, 2)
        assert "country of work" in sentence

    def test_all_faults_are_told_at_once(self) -> None:
        found = faults("name,country_of_work,website\nA,XX,nowhere\nB,KG,\n,,\nC,KG,ftp://c.example\n")
        assert [fault[:2] for fault in found] == [(2, 2), (2, 3), (5, 3)]


# Each of one alphabet: a word in which two hide in each other is a fault.
words = st.one_of(
    st.text(
        st.characters(min_codepoint=ord(first), max_codepoint=ord(last), categories=["L", "Nd"]),
        min_size=1,
        max_size=12,
    )
    for first, last in (("0", "z"), ("À", "ɏ"), ("Ѐ", "ӿ"), ("က", "ႏ"), ("一", "龥"))
)


class TestAnyFile:
    @given(st.binary(max_size=400))
    def test_no_bytes_make_it_fail(self, data: bytes) -> None:
        listing = read(data, KG)
        assert listing.rows or listing.faults

    @given(st.text(st.sampled_from('name,;"\r\n\t xA\u202e\u0000Ж'), max_size=80))
    def test_no_near_csv_makes_it_fail(self, text: str) -> None:
        for prefix in ("", "name\n", "name;website\n"):
            listing = read((prefix + text).encode(), KG)
            for fault in listing.faults:
                assert str(fault.sentence)

    @given(
        st.lists(st.tuples(words, words, st.sampled_from(country_codes())), min_size=1, max_size=8),
        st.sampled_from(",;"),
        st.sampled_from(["utf-8", "utf-8-sig"]),
    )
    @settings(max_examples=50)
    def test_what_a_table_program_writes_is_read_back(
        self, entries: list[tuple[str, str, str]], delimiter: str, encoding: str
    ) -> None:
        written = io.StringIO()
        table = csv.writer(written, delimiter=delimiter)
        table.writerow(["name", "country_of_work"])
        for number, (one, two, country) in enumerate(entries):
            table.writerow([f'{one}, "{two}"; {number}', country])
        listing = read(written.getvalue().encode(encoding), KG)
        assert listing.faults == ()
        assert [row.country_of_work for row in listing.rows] == [country for _, _, country in entries]
        rewritten = io.StringIO()
        csv.writer(rewritten).writerows([["name"], *([row.names["en"].text] for row in listing.rows)])
        again = read(rewritten.getvalue().encode(), KG)
        assert [row.names for row in again.rows] == [row.names for row in listing.rows]


class TestLikelyDoubles:
    @pytest.mark.parametrize(
        ("new", "old"),
        [
            ("ОО «Ореховая роща»", "Ореховая роща"),
            ("Ёлочный центр", "Елочный Центр"),
            ("Walnut Grove Foundation", "The Walnut Grove"),
            ("Centre Walnut Grove", "Walnut Grove Centre"),
            ("Центр Ореховая роща", "Центр Ореховая рща"),
            ("Steppe Well", "Steppe Well Centre for Human Rights"),
            ("Общественное объединение «Жаңгак»", "жаңгак"),
        ],
    )
    def test_found(self, new: str, old: str) -> None:
        known = Known(Organisation().pk, old)
        assert Register([known]).likely([new]) == [known]

    @pytest.mark.parametrize(
        ("new", "old"),
        [
            ("Walnut Grove", "Canal House"),
            ("Фонд", "Ассоциация"),
            ("Centre for Law", "Centre for Truth"),
            ("Centre", "Law Centre"),
        ],
    )
    def test_left_alone(self, new: str, old: str) -> None:
        assert Register([Known(Organisation().pk, old)]).likely([new]) == []

    @given(st.text(max_size=60))
    def test_comparing_twice_is_comparing_once(self, name: str) -> None:
        assert comparable(comparable(name)) == comparable(name)


def upload(client: Client, text: str | bytes, **options: str):
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("list.csv", data, content_type="text/csv")
    form = {"file": file, "language": "en", "country": "", "category": "member", **options}
    return client.post("/workspace/organisations/bring-in/", form)


def confirm(client: Client, shown, **choices: str):
    """Sends the form of the page that was shown."""
    fields = ("data", "language", "country", "category")
    html = shown.content.decode()
    given = {name: html.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in fields}
    return client.post("/workspace/organisations/bring-in/confirm/", {**given, **choices})


@pytest.mark.django_db
class TestOnTheWeb:
    @pytest.fixture
    def boss(self, sign_in) -> Client:
        return sign_in(coordinator())

    def test_it_shows_first_and_then_does_all_of_it(self, boss: Client) -> None:
        before = Organisation.objects.count()
        shown = upload(boss, FULL)
        assert shown.status_code == 200
        assert "Walnut Grove Centre" in shown.content.decode()
        assert Organisation.objects.count() == before
        assert confirm(boss, shown).status_code == 302
        assert Organisation.objects.count() == before + 3
        grove = OrganisationName.objects.get(text="Walnut Grove Centre")
        assert grove.short == "WGC"
        assert Organisation.objects.filter(pk=grove.organisation_id, changes__kind="joined").exists()

    def test_each_organisation_and_the_list_leave_their_event(self, boss: Client) -> None:
        confirm(boss, upload(boss, FULL))
        assert Event.objects.filter(kind="network.organisation_added").count() == 3
        assert Event.objects.get(kind="network.organisations_brought_in").codes == {"organisations": 3}

    def test_with_a_fault_in_it_nothing_is_brought_in(self, boss: Client) -> None:
        before = Organisation.objects.count()
        shown = upload(boss, "name,country_of_work\nGood,KG\nBad,Atlantis\n")
        assert shown.status_code == 422
        assert "Line 3, column 2" in shown.content.decode()
        assert Organisation.objects.count() == before

    def test_a_likely_double_needs_a_decision(self, boss: Client) -> None:
        OrganisationFactory(name="Walnut Grove")
        before = Organisation.objects.count()
        shown = upload(boss, "name,country_of_work\nThe walnut grove,KG\nOther,KG\n")
        refused = confirm(boss, shown)
        assert refused.status_code == 422
        assert Organisation.objects.count() == before
        assert confirm(boss, shown, **{"line-2": "leave-out"}).status_code == 302
        assert set(OrganisationName.objects.filter(text__in=["The walnut grove", "Other"]).values_list("text")) == {
            ("Other",)
        }
        assert confirm(boss, upload(boss, "name,country_of_work\nThe walnut grove,KG\n"), **{"line-2": "bring-in"})
        assert OrganisationName.objects.filter(text="The walnut grove").exists()

    def test_one_that_was_added_meanwhile_is_asked_about(self, boss: Client) -> None:
        shown = upload(boss, "name,country_of_work\nWalnut Grove,KG\nOther,KG\n")
        OrganisationFactory(name="Walnut Grove")
        again = confirm(boss, shown)
        assert again.status_code == 422
        assert 'name="line-2"' in again.content.decode()
        assert not OrganisationName.objects.filter(text="Other").exists()

    def test_the_same_list_twice_adds_nobody(self, boss: Client) -> None:
        confirm(boss, upload(boss, FULL))
        count = Organisation.objects.count()
        shown = upload(boss, FULL)
        lines = {f"line-{line}": "leave-out" for line in (2, 3, 4)}
        assert confirm(boss, shown, **lines).status_code == 422
        assert Organisation.objects.count() == count

    def test_a_withheld_name_and_a_former_name_are_doubles_too(self, boss: Client) -> None:
        OrganisationFactory(name="Night Lamp", withheld=True)
        assert 'name="line-2"' in upload(boss, "name,country_of_work\nNight lamp,KG\n").content.decode()

    def test_what_was_tampered_with_between_the_pages_is_read_anew(self, boss: Client) -> None:
        shown = upload(boss, "name\nWalnut Grove\n", country="KG")
        for broken in ({"data": "!!"}, {"data": ""}, {"data": "eA=="}, {"language": "!"}, {"category": "king"}):
            before = Organisation.objects.count()
            assert confirm(boss, shown, **broken).status_code == 422
            assert Organisation.objects.count() == before

    def test_a_delegate_cannot(self, sign_in) -> None:
        OrganisationFactory(name="Night Lamp", withheld=True)
        member = sign_in(delegate())
        shown = upload(member, "name,country_of_work\nNight Lamp,KG\n")
        assert shown.status_code == 403
        assert b"Night" not in shown.content
        assert member.get("/workspace/organisations/bring-in/").status_code == 403
        assert member.post("/workspace/organisations/bring-in/confirm/", {"data": "bmFtZQpB"}).status_code == 403


@pytest.mark.django_db
class TestAtTheCommandLine:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "list.csv"
        path.write_text(FULL, encoding="utf-8")
        return path

    @staticmethod
    def run(*arguments: object) -> str:
        out = io.StringIO()
        call_command("import_organisations", *map(str, arguments), stdout=out, stderr=out)
        return out.getvalue()

    def test_it_brings_the_list_in(self, file: Path) -> None:
        assert "3 organisations were brought in." in self.run(file)
        assert Organisation.objects.count() == 3
        assert set(Event.objects.values_list("by_kind", flat=True)) >= {"operator"}

    def test_a_dry_run_saves_nothing(self, file: Path) -> None:
        told = self.run(file, "--dry-run")
        assert "Walnut Grove Centre" in told
        assert "Nothing was saved" in told
        assert Organisation.objects.count() == 0

    def test_faults_are_told_by_file_line_and_column(self, tmp_path: Path) -> None:
        path = tmp_path / "bad.csv"
        path.write_text("name,country_of_work\nGood,KG\nBad,Atlantis\n")
        out = io.StringIO()
        with pytest.raises(CommandError, match="Nothing was saved"):
            call_command("import_organisations", str(path), stdout=out, stderr=out)
        assert f"{path}:3:2: " in out.getvalue()
        assert Organisation.objects.count() == 0

    def test_likely_doubles_stop_it_until_it_is_told_what_to_do(self, file: Path) -> None:
        OrganisationFactory(name="Walnut Grove Centre")
        with pytest.raises(CommandError, match="--skip-doubles"):
            self.run(file)
        assert Organisation.objects.count() == 1
        self.run(file, "--skip-doubles")
        assert Organisation.objects.count() == 3
        self.run(file, "--accept-doubles")
        assert Organisation.objects.count() == 6

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be read"):
            self.run(tmp_path / "none.csv")

    @pytest.mark.real
    def test_a_real_list_of_signatories(self) -> None:
        folder = Path(os.environ.get("HAMKOR_REAL", Path(__file__).parents[3] / "shared" / "real"))
        path = folder / "organisations" / "open-letter-signatories.csv"
        if not path.exists():
            pytest.skip("HAMKOR_REAL has no organisations/open-letter-signatories.csv")
        with path.open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        self.run(path, "--language", "en", "--country", "US", "--category", "partner")
        assert sorted(OrganisationName.objects.values_list("text", flat=True)) == sorted(names)
        assert Organisation.objects.filter(category="partner", country_of_work="US").count() == len(names) == 61
