"""Copies of the public site that need no server behind them: folders, ZIP files, ZIM files."""
