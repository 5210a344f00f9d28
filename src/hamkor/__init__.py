"""Hamkor: the shared desk of a coalition of human-rights organisations."""
