"""Uploads lose what they tell before anybody can fetch them; what cannot be cleaned is refused with a sentence."""

import io
import zipfile
from contextlib import suppress

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from wagtail.models import Collection

from hamkor.core.errors import DomainError
from hamkor.newsroom.cleaning import clean
from hamkor.newsroom.cleaning.pdf import without_segments
from hamkor.newsroom.models import NewsroomDocument, NewsroomImage
from tests.support.pictures import SECRETS, jpeg

SECRET = "Zarina herself"


def pdf(**how: object) -> bytes:
    """A PDF with a name in its information, in XMP, in a picture, and in an object nothing leads to."""
    document = pikepdf.new()
    picture = document.make_stream(jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height, picture.BitsPerComponent = 64, 48, 8
    picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    picture.Metadata = document.make_stream(SECRET.encode())
    page = document.add_blank_page()
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    page.Contents = document.make_stream(b"q 64 0 0 48 0 0 cm /P Do Q")
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(SECRET)))
    document.docinfo["/Author"] = SECRET
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{SECRET}')")
    )
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    if "annotation" in how:
        page.Annots = document.make_indirect([document.make_indirect(how["annotation"])])
    if how.get("attached"):
        document.attachments["list.txt"] = SECRET.encode()
    written = io.BytesIO()
    document.save(written, encryption=pikepdf.Encryption(owner="x", user="") if how.get("locked") else False)
    return written.getvalue()


def office(kind: str = "docx", **more: bytes | str) -> bytes:
    """A word processor file with a name in each place where such files keep one."""
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office_ns = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: dict[str, bytes | str] = {
        "docx": {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/docProps/core.xml" ContentType="a/b"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="1" Type="t" Target="word/document.xml"/>'
            '<Relationship Id="2" Type="t" Target="docProps/core.xml"/></Relationships>',
            "docProps/core.xml": f"<c>{SECRET}</c>",
            "docProps/app.xml": f"<c>{SECRET}</c>",
            "word/document.xml": f'<w:document {word}><w:p w:rsidR="00AB12CD"><w:r><w:t>Carry on.</w:t></w:r></w:p>'
            "</w:document>",
            "word/settings.xml": f'<w:settings {word}><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids></w:settings>',
            "word/_rels/settings.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="1" Type="t" '
            f'Target="file:///C:/Users/{SECRET}/Normal.dotm" TargetMode="External"/></Relationships>',
            "word/media/image1.jpeg": jpeg(),
            "customXml/item1.xml": f"<c>{SECRET}</c>",
        },
        "odt": {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {office_ns}><office:body>Carry on.</office:body>"
            "</office:document-content>",
            "meta.xml": f"<c>{SECRET}</c>",
            "Thumbnails/thumbnail.png": b"not looked at",
            "Pictures/1.jpg": jpeg(),
        },
    }[kind]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name, content in {**parts, **more}.items():
            package.writestr(name, content)
    return written.getvalue()


def everything_in(data: bytes, name: str) -> bytes:
    """All that the file holds, unpacked, as somebody would who looks for names."""
    if name.endswith("pdf"):
        with pikepdf.open(io.BytesIO(data)) as document:
            found = b"".join(
                each.read_raw_bytes() + repr(dict(each)).encode()
                if isinstance(each, pikepdf.Stream)
                else repr(each).encode()
                for each in document.objects
            )
        return data + found
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return b"".join(each.encode() + package.read(each) for each in package.namelist())
    return data


class TestPictures:
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
    def test_nothing_stays_but_the_picture(self, form: str) -> None:
        source = Image.open(io.BytesIO(jpeg()))
        written = io.BytesIO()
        source.save(written, form, exif=source.getexif(), xmp=SECRET.encode(), icc_profile=b"")
        name = f"a.{form.lower()}"
        assert SECRET.encode() in written.getvalue()
        result = clean(written.getvalue(), name)
        for secret in SECRETS:
            assert secret.encode() not in result
        picture = Image.open(io.BytesIO(result))
        assert (picture.format, picture.size) == (form, (64, 48))
        assert not picture.getexif()
        assert not {"xmp", "comment", "icc_profile", "exif"} & picture.info.keys()
        red, green, blue = picture.convert("RGB").getpixel((30, 20))
        assert red > 120 > 40 > max(green, blue)

    def test_it_stands_upright(self) -> None:
        assert Image.open(io.BytesIO(clean(jpeg((64, 48), orientation=6), "a.jpg"))).size == (48, 64)

    def test_its_colours_are_those_of_the_web(self) -> None:
        source = Image.new("L", (8, 8), 99)
        written = io.BytesIO()
        source.save(written, "PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes())
        assert "icc_profile" not in Image.open(io.BytesIO(clean(written.getvalue(), "a.png"))).info

    def test_what_shines_through_still_does(self) -> None:
        written = io.BytesIO()
        Image.new("RGBA", (8, 8), (1, 2, 3, 0)).save(written, "PNG")
        assert Image.open(io.BytesIO(clean(written.getvalue(), "a.png"))).getpixel((0, 0))[3] == 0

    def test_a_bomb_a_film_and_a_drawing_are_refused(self) -> None:
        bomb = io.BytesIO()
        Image.new("1", (10_000, 6_000)).save(bomb, "PNG")
        film = io.BytesIO()
        frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
        frames[0].save(film, "WEBP", save_all=True, append_images=frames[1:])
        for data, name in (
            (bomb.getvalue(), "a.png"),
            (film.getvalue(), "a.webp"),
            (b"<svg/>", "a.svg"),
            (b"x", "a.png"),
        ):
            with pytest.raises(DomainError):
                clean(data, name)

    @given(st.binary(max_size=300))
    def test_damage_is_a_sentence(self, noise: bytes) -> None:
        for name in ("a.jpg", "a.pdf", "a.docx", "a.odt"):
            with pytest.raises(DomainError):
                clean(noise, name)

    @given(st.binary(max_size=300))
    def test_segments_are_followed_or_refused(self, noise: bytes) -> None:
        with suppress(ValueError):
            without_segments(b"\xff\xd8" + noise)


class TestPDF:
    def test_nothing_stays_but_the_pages(self) -> None:
        dirty = pdf()
        assert everything_in(dirty, "a.pdf").count(SECRET.encode()) >= 3
        result = clean(dirty, "a.pdf")
        for secret in SECRETS:
            assert secret.encode() not in everything_in(result, "a.pdf")
        with pikepdf.open(io.BytesIO(result)) as document:
            assert len(document.pages) == 1
            assert pikepdf.PdfImage(document.pages[0].Resources.XObject.P).as_pil_image().size == (64, 48)
            assert not document.docinfo
            assert b"JavaScript" not in everything_in(result, "a.pdf")

    def test_a_link_stays_and_an_authors_mark_loses_its_author(self) -> None:
        mark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[0, 0, 9, 9], T=pikepdf.String(SECRET)
        )
        result = clean(pdf(annotation=mark), "a.pdf")
        assert SECRET.encode() not in everything_in(result, "a.pdf")
        with pikepdf.open(io.BytesIO(result)) as document:
            assert document.pages[0].Annots[0].Subtype == "/Square"

    @pytest.mark.parametrize(
        ("how", "sentence"),
        [
            ({"locked": True}, "locked"),
            ({"attached": True}, "other files inside"),
            (
                {
                    "annotation": pikepdf.Dictionary(
                        Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=pikepdf.String("who said this?")
                    )
                },
                "comments",
            ),
            (
                {"annotation": pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=pikepdf.Dictionary(ByteRange=[0, 1, 2, 3]))},
                "signed",
            ),
        ],
    )
    def test_what_its_maker_must_decide_is_refused(self, how: dict[str, object], sentence: str) -> None:
        from django.utils import translation

        with translation.override("en"), pytest.raises(DomainError, match=sentence):
            clean(pdf(**how), "a.pdf")


class TestOffice:
    @pytest.mark.parametrize("kind", ["docx", "odt"])
    def test_nothing_stays_but_the_text(self, kind: str) -> None:
        result = clean(office(kind), f"a.{kind}")
        held = everything_in(result, kind)
        for secret in (*SECRETS, "00AB12CD", "docProps", "Thumbnails", "customXml"):
            assert secret.encode() not in held
        assert b"Carry on." in held

    def test_the_kind_of_an_open_document_comes_first_and_plain(self) -> None:
        with zipfile.ZipFile(io.BytesIO(clean(office("odt"), "a.odt"))) as package:
            first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)

    @pytest.mark.parametrize(
        "more",
        [
            {"word/comments.xml": "<c/>"},
            {"word/vbaProject.bin": b"x"},
            {"word/embeddings/oleObject1.bin": b"x"},
            {"word/media/image2.emf": b"x"},
            {"word/document.xml": '<!DOCTYPE w [<!ENTITY a "x">]><w>&a;</w>'},
            {
                "word/document.xml": '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                '<w:ins w:author="Zarina"/></w:p>'
            },
        ],
        ids=["comments", "macros", "embedded", "drawing", "entities", "tracked"],
    )
    def test_what_its_maker_must_decide_is_refused(self, more: dict[str, bytes]) -> None:
        with pytest.raises(DomainError):
            clean(office("docx", **more), "a.docx")


@pytest.mark.django_db
class TestTheWaysIn:
    def test_by_the_editors_form(self, desk: Client) -> None:
        sent = {"title": "At the table", "file": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg"), "collection": "1"}
        response = desk.post("/editor/images/add/", {**sent, "tags": "", "credit": "", "description": ""})
        assert response.status_code == 302
        kept = NewsroomImage.objects.get()
        data = kept.file.open().read()
        assert not any(secret.encode() in data for secret in SECRETS)
        assert (kept.file_size, kept.width) == (len(data), 64)
        assert kept.language == "en", "the editor's own, unless she says otherwise"

    @pytest.mark.parametrize(("kind", "address"), [("images", "image"), ("documents", "document")])
    def test_many_at_once(self, desk: Client, kind: str, address: str) -> None:
        name, data = ("a.jpg", jpeg()) if kind == "images" else ("a.pdf", pdf())
        response = desk.post(
            f"/editor/{kind}/multiple/add/",
            {"files[]": SimpleUploadedFile(name, data), "title": "x", "collection": str(Collection.objects.get().pk)},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        assert response.json()["success"], response.content
        model = NewsroomImage if kind == "images" else NewsroomDocument
        assert not any(
            secret.encode() in everything_in(model.objects.get().file.open().read(), name) for secret in SECRETS
        )

    def test_what_waits_for_its_title_waits_without_it(self, desk: Client) -> None:
        from wagtail.models import UploadedFile

        desk.post(
            "/editor/images/multiple/add/",
            {"files[]": SimpleUploadedFile("a.jpg", jpeg()), "title": "x" * 300, "collection": "1"},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        data = UploadedFile.objects.get().file.open().read()
        assert not any(secret.encode() in data for secret in SECRETS)

    def test_by_any_program(self) -> None:
        kept = NewsroomImage.objects.create(title="x", file=ContentFile(jpeg((64, 48), orientation=6), name="a.jpg"))
        data = kept.file.open().read()
        assert not any(secret.encode() in data for secret in SECRETS)
        assert (kept.width, kept.height, kept.file_size) == (48, 64, len(data))
        with pytest.raises(DomainError):
            NewsroomDocument.objects.create(title="x", file=ContentFile(b"PK", name="a.zip"))
        assert not NewsroomDocument.objects.exists()

    def test_a_file_that_cannot_be_cleaned_is_a_sentence_in_the_form(self, desk: Client) -> None:
        for name, data in (("a.pdf", pdf(locked=True)), ("a.epub", b"PK"), ("a.svg", b"<svg/>")):
            sent = {"title": "x", "file": SimpleUploadedFile(name, data), "collection": "1", "tags": ""}
            response = desk.post("/editor/documents/add/", sent)
            assert response.status_code == 200
            assert response.context["form"].errors["file"]
        assert not NewsroomDocument.objects.exists()
