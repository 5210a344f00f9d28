"""The story of the demonstration, told by the actions that real people use: nothing is written past them."""

from hamkor.demo.story.telling import tell

__all__ = ["tell"]
