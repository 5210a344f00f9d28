"""What is wrong with a ledger."""


class WrongLedgerError(Exception):
    """Says in a sentence which entry, subtree, checkpoint, register or edition is the first that is wrong, and how."""
