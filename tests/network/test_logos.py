"""Logos: written anew, so that nothing travels in the file but what is seen."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hamkor.core.errors import DomainError
from hamkor.network import logos
from hamkor.network.models import Organisation
from tests.factories.network import OrganisationFactory, delegate
from tests.support.pictures import SECRET, picture
from tests.support.reading import address

pytestmark = pytest.mark.django_db


class TestLogo:
    def send(self, client: Client, organisation: Organisation, data: bytes) -> HttpResponse:
        file = SimpleUploadedFile("from-her-phone.jpg", data)
        return client.post(address(organisation, "logo/"), {"picture": file})

    @pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
    def test_it_is_written_anew_without_its_metadata(self, sign_in, form: str) -> None:
        organisation = OrganisationFactory()
        member = sign_in(delegate(organisation))
        assert self.send(member, organisation, picture(form, (2000, 1000))).status_code == 302
        got = member.get(address(organisation, "logo.png"))
        assert got.headers["Content-Type"] == "image/png"
        assert SECRET.encode() not in got.content
        kept = Image.open(io.BytesIO(got.content))
        assert (kept.format, kept.size, kept.info) == ("PNG", (512, 256), {})
        organisation.refresh_from_db()
        assert re.fullmatch(r"logos/[0-9a-f]{32}\.png", organisation.logo.name)
        assert organisation.pk.hex not in organisation.logo.name

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture that can be read"),
            (b"%PDF-1.7", "picture that can be read"),
            (picture("PNG")[:300], "picture that can be read"),
            (picture("BMP"), "picture that can be read"),
            (b"x" * (logos.LARGEST_FILE + 1), "larger than 2 MB"),
            (picture("PNG", (5000, 5000)), "16 million pixels"),
        ],
        ids=["svg", "pdf", "cut short", "bmp", "large", "bomb"],
    )
    def test_what_is_no_picture_is_refused_with_a_sentence(self, sign_in, data: bytes, says: str) -> None:
        organisation = OrganisationFactory()
        response = self.send(sign_in(delegate(organisation)), organisation, data)
        assert response.status_code == 422
        assert says in response.content.decode()
        organisation.refresh_from_db()
        assert not organisation.logo

    @given(st.binary(max_size=300))
    def test_no_bytes_make_it_fail(self, data: bytes) -> None:
        for start in (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"RIFF\x00\x01\x00\x00WEBP"):
            with pytest.raises(DomainError):
                logos.clean_logo(start + data)

    def test_a_new_one_takes_the_old_one_away(self, sign_in, django_capture_on_commit_callbacks) -> None:
        organisation = OrganisationFactory()
        member = sign_in(delegate(organisation))
        self.send(member, organisation, picture())
        organisation.refresh_from_db()
        first = organisation.logo.name
        with django_capture_on_commit_callbacks(execute=True):
            self.send(member, organisation, picture("JPEG"))
        assert not default_storage.exists(first)
        with django_capture_on_commit_callbacks(execute=True):
            member.post(address(organisation, "logo/"), {"remove": "yes"})
        organisation.refresh_from_db()
        assert not organisation.logo
        assert member.get(address(organisation, "logo.png")).status_code == 404
