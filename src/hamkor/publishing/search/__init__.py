"""Search of the public site: an index of what was published, and the page that asks it."""
