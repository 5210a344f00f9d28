"""Projects: kept by the secretariat, read by all, without the names that are withheld."""

import re

import pytest
from django.test import Client

from hamkor.core.languages import INTERFACE_LANGUAGES
from hamkor.network.models import Project
from tests.factories.network import OrganisationFactory, ProjectFactory, coordinator, delegate
from tests.support.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(sign_in) -> Client:
    return sign_in(coordinator())


class TestProjects:
    FORM = {
        "name_en": "A Common Table",
        "name_ru": "Общий стол",
        "funder_en": "Far Shore Fund",
        "social_page": "https://social.example/table",
        "since": "2012-10-01",
        "until": "2014-09-30",
    }

    def test_the_coordinator_adds_and_changes_one(self, boss: Client, reader: Client) -> None:
        one, other = OrganisationFactory(name="Walnut Grove"), OrganisationFactory(name="Blue Door")
        added = boss.post("/workspace/projects/add/", {**self.FORM, "implementers": [str(one.pk)]})
        assert added.status_code == 302
        project = Project.objects.get()
        assert "A Common Table" in read(reader, "/en/members/")
        changed = {**self.FORM, "name_en": "", "funder_en": "", "implementers": [str(other.pk)]}
        assert boss.post(f"/workspace/projects/{project.pk}/", changed).status_code == 302
        assert dict(project.names.values_list("language", "text")) == {"ru": "Общий стол"}
        assert [i.organisation for i in project.implementers.all()] == [other]

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"name_en": "", "name_ru": ""}, "one language at least"),
            ({"name_en": ""}, "in each language in which you say who pays for it"),
            ({"until": "2012-09-30"}, "before it began"),
            ({"social_page": "javascript:alert(1)"}, "https://"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_sentence(self, boss: Client, wrong: dict[str, str], says: str) -> None:
        response = boss.post("/workspace/projects/add/", {**self.FORM, **wrong})
        assert response.status_code == 422
        assert says in response.content.decode()
        assert not Project.objects.exists()

    def test_two_languages_are_asked_for_and_the_others_lie_folded(self, boss: Client) -> None:
        """All of it without script: what is folded is sent as well."""

        def asked(address: str) -> list[list[str]]:
            form = boss.get(address).content.decode().split("<main")[1]
            return [re.findall(r'name="name_(\w+)"', part) for part in form.split("<details>")]

        first = {"ru": ["ru", "en"], "kk": ["kk", "ru"], "en": ["en", "ru"]}
        for language, shown in first.items():
            there, folded = asked(f"/workspace/projects/add/?lang={language}")
            assert there == shown
            assert sorted(there + folded) == sorted(INTERFACE_LANGUAGES)
        assert boss.post("/workspace/projects/add/", {**self.FORM, "name_tg": "Дастархони умумӣ"}).status_code == 302
        assert asked(f"/workspace/projects/{Project.objects.get().pk}/?lang=en")[0] == ["en", "ru", "tg"]

    def test_a_fault_in_a_folded_language_is_unfolded(self, boss: Client) -> None:
        response = boss.post("/workspace/projects/add/", {**self.FORM, "name_kk": "Ортақ \u202eүстел"})
        assert response.status_code == 422
        assert "<details open>" in response.content.decode()
        assert not Project.objects.exists()

    def test_the_funder_is_told_in_the_readers_language_or_the_next_best(self, boss: Client, reader: Client) -> None:
        boss.post("/workspace/projects/add/", {**self.FORM, "funder_ru": "Фонд «Дальний берег»"})
        told = {language: read(reader, f"/{language}/members/") for language in ("ru", "en", "kk")}
        assert "Фонд «Дальний берег»" in told["ru"]
        assert "Far Shore Fund" not in told["ru"]
        assert "Far Shore Fund" in told["en"]
        assert "Фонд «Дальний берег»" in told["kk"]
        boss.post(f"/workspace/projects/{Project.objects.get().pk}/", self.FORM)
        assert "Far Shore Fund" in read(reader, "/ru/members/")

    def test_others_read_them_and_change_nothing(self, sign_in) -> None:
        project = ProjectFactory(implementers=[OrganisationFactory(name="Night Lamp", withheld=True)])
        member = sign_in(delegate())
        told = read(member, "/workspace/projects/")
        assert "A Common Table" in told
        assert "Night Lamp" not in told
        assert member.get(f"/workspace/projects/{project.pk}/").status_code == 403
        assert member.post("/workspace/projects/add/", self.FORM).status_code == 403
