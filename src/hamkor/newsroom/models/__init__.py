"""The editors' pages. Wagtail writes these tables and keeps its own log of it; legal facts are never among them."""

from hamkor.newsroom.models.former import FormerAddress, FormerSite, ImportedPost
from hamkor.newsroom.models.library import LibraryFile, LibraryItem
from hamkor.newsroom.models.media import NewsroomDocument, NewsroomImage, Rendition
from hamkor.newsroom.models.news import NewsItem, RanElsewhere, RelatedInstrument, RelatedLibraryItem, RelatedNews
from hamkor.newsroom.models.pages import CountryPage, InformationPage, LanguageHome, PublicPage
from hamkor.newsroom.models.shown import ShownInstrument
from hamkor.newsroom.models.subjects import PageCountry, PageTopic, Topic, TopicName

__all__ = [
    "CountryPage",
    "FormerAddress",
    "FormerSite",
    "ImportedPost",
    "InformationPage",
    "LanguageHome",
    "LibraryFile",
    "LibraryItem",
    "NewsItem",
    "NewsroomDocument",
    "NewsroomImage",
    "PageCountry",
    "PageTopic",
    "PublicPage",
    "RanElsewhere",
    "RelatedInstrument",
    "RelatedLibraryItem",
    "RelatedNews",
    "Rendition",
    "ShownInstrument",
    "Topic",
    "TopicName",
]
