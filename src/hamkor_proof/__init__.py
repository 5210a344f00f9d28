"""What Hamkor proves, and how: formats, hashing and signature checks.

Stands alone (it needs only `cryptography` and `rfc8785`), so that anyone can check a signing statement
without installing, or trusting, the rest. `docs/signing-statement.md` describes every format precisely enough
to write another verifier from.
"""
