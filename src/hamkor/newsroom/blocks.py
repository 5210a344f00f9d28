"""What the body of a page is made of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.types import BaseValue

from hamkor.core.languages import standard_tag
from hamkor.instruments.published import listed, shown_together
from hamkor.instruments.signatories import public_list

if TYPE_CHECKING:
    from hamkor.instruments.published import TitledInstrument

INLINE = ["bold", "italic", "link", "document-link"]


def published_instruments() -> list[tuple[str, str]]:
    """The documents that can be shown on a page, by title in the editor's language."""
    titled = cast("list[TitledInstrument]", listed(get_language() or "ru"))
    return [(str(instrument.pk), instrument.title) for instrument in titled]


class LanguageTagBlock(blocks.CharBlock):
    """A BCP 47 tag in its standard form."""

    def clean(self, value: str) -> str:
        try:
            return standard_tag(super().clean(value))
        except ValueError:
            raise ValidationError(_("Write a language tag such as ru, en or uz-Cyrl.")) from None


class Picture(blocks.StructBlock):
    """A picture with what this page says of it; what it leaves unsaid, the picture says in its own language.

    A translator is given all of it as passages of the page, so that a translation is read aloud in one language.
    """

    image = ImageChooserBlock(label=_("picture"))
    description = blocks.CharBlock(
        label=_("description"),
        required=False,
        max_length=255,
        help_text=_("For those who cannot see it. Left empty, the picture's own description is read out."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=400)
    credit = blocks.CharBlock(
        label=_("credit"), required=False, max_length=200, help_text=_("Left empty, the picture's own credit is shown.")
    )

    def get_translatable_segments(self, value: blocks.StructValue) -> list[BaseValue]:
        """What wagtail-localize hands to the translator: the words that readers of this page get, and the picture, for
        which another may stand."""
        picture = value["image"]
        if picture is None:
            return []
        said = {"description": picture.description, "caption": "", "credit": picture.credit}
        return [
            OverridableSegmentValue("image", picture.pk),
            *(StringSegmentValue(name, value[name] or own) for name, own in said.items()),
        ]

    def restore_translated_segments(
        self, value: blocks.StructValue, segments: Sequence[BaseValue]
    ) -> blocks.StructValue:
        """Puts in what came back from the translator."""
        for segment in segments:
            name = segment.path
            if isinstance(segment, OverridableSegmentValue):
                value[name] = self.child_blocks[name].to_python(segment.data) or value[name]
            else:
                value[name] = segment.render_text()
        return value

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "newsroom/blocks/picture.html"


class Quote(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("words"), features=["bold", "italic"])
    source = blocks.CharBlock(label=_("whose words"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "newsroom/blocks/quote.html"


class ForeignPassage(blocks.StructBlock):
    """A passage in another language than the page's, so that it is read aloud and hyphenated as what it is."""

    language = LanguageTagBlock(label=_("language"), max_length=35, help_text=_("Its tag: en, ru, tg, uz-Cyrl …"))
    text = blocks.RichTextBlock(label=_("text"), features=[*INLINE, "ol", "ul"])

    class Meta:
        icon = "globe"
        label = _("Passage in another language")
        template = "newsroom/blocks/foreign.html"


class EmbeddedInstrument(blocks.StructBlock):
    """A published document of the network with those who stand under it."""

    instrument = blocks.ChoiceBlock(label=_("document"), choices=published_instruments)
    with_signatories = blocks.BooleanBlock(label=_("with its signatories"), required=False, default=True)

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        context: dict[str, object] = super().get_context(value, parent_context=parent_context)
        language = get_language() or "ru"
        for instrument, state in shown_together([UUID(value["instrument"])], language):
            context |= {"document": instrument, "state": state}
            if value["with_signatories"]:
                context["list"] = public_list(instrument, language)
        return context

    class Meta:
        icon = "doc-full"
        label = _("Document of the network")
        template = "newsroom/blocks/instrument.html"


class Body(blocks.StreamBlock):
    heading = blocks.CharBlock(
        label=_("Heading"), icon="title", max_length=200, template="newsroom/blocks/heading.html"
    )
    paragraph = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=["h3", *INLINE, "ol", "ul"])
    quote = Quote()
    picture = Picture()
    document = DocumentChooserBlock(label=_("File to download"), template="newsroom/blocks/document.html")
    instrument = EmbeddedInstrument()
    foreign = ForeignPassage()

    def get_context(
        self, value: blocks.StreamValue, parent_context: dict[str, object] | None = None
    ) -> dict[str, object]:
        """A picture or a file that was deleted is passed over, with all that was said of it."""
        context: dict[str, object] = super().get_context(value, parent_context=parent_context)
        return {**context, "value": [block for block in value if not _is_gone(block)]}

    class Meta:
        template = "newsroom/blocks/body.html"


def _is_gone(block: blocks.StreamValue.StreamChild) -> bool:
    chosen = block.value["image"] if block.block_type == "picture" else block.value
    return chosen is None


def instruments_in(body: blocks.StreamValue) -> list[UUID]:
    """The ids of the documents that a body embeds, in their order."""
    return [UUID(block.value["instrument"]) for block in body if block.block_type == "instrument"]


def pictures_without_description(body: blocks.StreamValue) -> list[str]:
    """The titles of the pictures in a body that nobody has described."""
    pictures = [block.value["image"] for block in body if block.block_type == "picture"]
    return [image.title for image in pictures if image and not image.description.strip()]
