"""What the libraries' tables hold about people. Their models declare nothing, so it is said here, field by field; a
test finds a table or a field that a new version brings along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GOES: Final = "go with the account"
EMPTIED: Final = "emptied"


@dataclass(frozen=True)
class Held:
    """`what` is held in these `fields` of these tables, and what `becomes` of it when she is erased."""

    what: str
    becomes: str
    fields: Mapping[str, tuple[str, ...]]


LIBRARIES: Final = (
    Held(
        "allauth: second factors (secrets sealed, passkeys' public keys)",
        GOES,
        {"mfa.Authenticator": ("user", "data")},
    ),
    Held(
        "allauth: e-mail addresses (not used, empty)",
        GOES,
        {"account.EmailAddress": ("user", "email"), "account.EmailConfirmation": ("key",)},
    ),
    Held(
        "Django: sessions (who is signed in; no address, no device)",
        "end at once, and go within the hours below",
        {"sessions.Session": ("session_key", "session_data")},
    ),
    Held(
        "Django: that an account is among the editors",
        GOES,
        {"accounts.User_groups": ("user",), "accounts.User_user_permissions": ("user",)},
    ),
    Held(
        "Wagtail: an editor's settings, her comments on drafts, what she has open",
        GOES,
        {
            "wagtailusers.UserProfile": (
                *("user", "preferred_language", "current_time_zone", "avatar", "dismissibles"),
                *("theme", "contrast", "density"),
            ),
            "wagtailcore.Comment": ("user", "text"),
            "wagtailcore.CommentReply": ("user", "text"),
            "wagtailcore.PageSubscription": ("user",),
            "wagtailcore.APIToken": ("user", "name", "key_hash", "prefix"),
            "wagtailadmin.EditingSession": ("user",),
            "wagtailadmin.FormState": ("user", "data"),
        },
    ),
    Held(
        "Wagtail: whose work a version, a page, an upload or a step of review was",
        EMPTIED,
        {
            "wagtailcore.Revision": ("user",),
            "wagtailcore.Page": ("owner", "locked_by"),
            "wagtailcore.UploadedFile": ("uploaded_by_user",),
            "wagtailcore.WorkflowState": ("requested_by",),
            "wagtailcore.TaskState": ("finished_by",),
            "wagtailcore.Comment": ("resolved_by",),
            "wagtaildocs.Document": ("uploaded_by_user",),
            "wagtailimages.Image": ("uploaded_by_user",),
            "wagtail_localize.StringTranslation": ("last_translated_by",),
            "wagtail_localize.SegmentOverride": ("last_translated_by",),
        },
    ),
    Held(
        "Wagtail: former versions of pages, and what translations are made from",
        "her name as author is emptied",
        {"wagtailcore.Revision": ("content",), "wagtail_localize.TranslationSource": ("content_json",)},
    ),
    Held(
        "Wagtail: its log of what editors did, what they said to a step of review",
        "the editor is emptied; what was done stays",
        {
            "wagtailcore.PageLogEntry": ("user", "data"),
            "wagtailcore.ModelLogEntry": ("user", "data"),
            "wagtailcore.TaskState": ("comment",),
        },
    ),
)

ABOUT_NOBODY: Final[dict[str, tuple[str, ...]]] = {
    "auth.Permission": ("name", "codename"),
    "auth.Group": ("name",),
    "contenttypes.ContentType": ("app_label", "model"),
    "mfa.Authenticator": ("type",),
    "taggit.Tag": ("name", "slug"),
    "wagtail_localize.TranslationSource": ("object_repr", "schema_version"),
    "wagtail_localize.String": ("data",),
    "wagtail_localize.TranslationContext": ("path", "field_path"),
    "wagtail_localize.StringTranslation": ("data", "translation_type", "tool_name", "field_error"),
    "wagtail_localize.Template": ("template", "template_format"),
    "wagtail_localize.SegmentOverride": ("data_json", "field_error"),
    "wagtail_localize.StringSegment": ("attrs",),
    "wagtail_localize.OverridableSegment": ("data_json",),
    "wagtailadmin.EditingSession": ("object_id",),
    "wagtailadmin.FormState": ("object_id", "parent_object_id"),
    "wagtailcore.Collection": ("path", "name"),
    "wagtailcore.CollectionViewRestriction": ("restriction_type", "password"),
    "wagtailcore.Comment": ("contentpath", "position"),
    "wagtailcore.Locale": ("language_code",),
    "wagtailcore.ModelLogEntry": ("label", "action", "object_id"),
    "wagtailcore.Page": ("path", "title", "draft_title", "slug", "url_path", "seo_title", "search_description"),
    "wagtailcore.PageLogEntry": ("label", "action"),
    "wagtailcore.PageViewRestriction": ("restriction_type", "password"),
    "wagtailcore.ReferenceIndex": ("object_id", "to_object_id", "model_path", "content_path"),
    "wagtailcore.Revision": ("object_id", "object_str"),
    "wagtailcore.Site": ("hostname", "site_name"),
    "wagtailcore.Task": ("name",),
    "wagtailcore.TaskState": ("status",),
    "wagtailcore.UploadedFile": ("file",),
    "wagtailcore.Workflow": ("name",),
    "wagtailcore.WorkflowState": ("object_id", "status"),
    "wagtaildocs.Document": ("title", "file", "file_hash"),
    "wagtailimages.Image": ("title", "file", "description", "file_hash"),
    "wagtailimages.Rendition": ("filter_spec", "file", "focal_point_key"),
    "wagtailsearch.IndexEntry": ("object_id", "autocomplete", "title", "title_text", "body", "body_text"),
    "wagtailsearch.SQLiteFTSIndexEntry": ("autocomplete", "title", "body"),
}
"""Names of things, states, addresses, and the words of what is published."""
