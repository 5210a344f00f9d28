"""Signed notes: byte for byte as C2SP and Go's `note` package write them, and nothing else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hamkor_proof.faults import Fault
from hamkor_proof.note import Note, Signature, SignerKey, VerifierKey, signed, verified

# Published with Go's golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCHS = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

# Published in C2SP's signed-note.
SPECIFIED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFIED = (
    "This is an example message.\n\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
WITH_AN_EMPTY_LINE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)

# The Go checksum database: its key, and a tree head that it signed.
SUM_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUM_HEAD = (
    "go.sum database tree\n15081221\nBoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=\n\n"
    "— sum.golang.org Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnUADGMkok3U0m2Zgo=\n"
)

KEY = SignerKey("network.example/copies", b"\x05" * 32)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda words: words + "\n")
paragraphs = st.lists(texts, min_size=1, max_size=5).map("\n".join)


def keys(*written: str) -> list[VerifierKey]:
    return [VerifierKey.parse(each) for each in written]


def refused(data: bytes, *by: str) -> str:
    with pytest.raises(Fault) as refusal:
        verified(data, keys(*by))
    return refusal.value.code


def test_a_note_is_written_byte_for_byte_as_go_writes_it():
    key = SignerKey.parse(PETERS_SECRET)

    assert str(key.verifier) == PETER
    assert key.to_secret() == PETERS_SECRET
    assert signed(TEXT, key) == f"{TEXT}\n{PETERS}".encode()


@pytest.mark.parametrize(
    ("note", "key", "text"),
    [
        (f"{TEXT}\n{PETERS}", PETER, TEXT),
        (f"{TEXT}\n{ENOCHS}", ENOCH, TEXT),
        (SPECIFIED, SPECIFIED_KEY, "This is an example message.\n"),
        (SUM_HEAD, SUM_KEY, SUM_HEAD.rpartition("\n\n")[0] + "\n"),
    ],
    ids=["peter", "enoch", "c2sp", "sum.golang.org"],
)
def test_published_notes_are_confirmed(note, key, text):
    assert verified(note.encode(), keys(key)) == (text, keys(key))


def test_the_last_empty_line_ends_the_text():
    note = Note.parse(WITH_AN_EMPTY_LINE.encode())

    assert note.text.endswith(":\n\ned è subito sera.\n")
    assert [(each.name, each.key_id.hex()) for each in note.signatures] == [("quasimodo.example/salvatore", "367ba04b")]
    assert note.to_bytes() == WITH_AN_EMPTY_LINE.encode()


def test_signatures_of_unknown_keys_are_passed_over():
    both = f"{TEXT}\n{PETERS}{ENOCHS}".encode()

    assert verified(both, keys(PETER)) == (TEXT, keys(PETER))
    assert verified(both, keys(PETER, ENOCH)) == (TEXT, keys(PETER, ENOCH))
    assert verified(f"{TEXT}\n{PETERS}{PETERS}".encode(), keys(PETER)) == (TEXT, keys(PETER))
    assert refused(both) == "note-unknown-key"
    assert refused(both, SUM_KEY) == "note-unknown-key"


def test_one_wrong_signature_of_a_known_key_condemns_the_note():
    wrong = PETERS[:60] + "ABCD" + PETERS[60:]

    assert refused(f"{TEXT}\n{wrong}".encode(), PETER) == "note-signature"
    assert refused(f"{TEXT}\n{PETERS}{wrong}".encode(), PETER) == "note-signature"
    assert refused(TEXT.replace("answer", "question").encode() + f"\n{PETERS}".encode(), PETER) == "note-signature"


def test_two_keys_that_cannot_be_told_apart_are_refused():
    # Another key under the same name and id exists for whoever looks for 2^32 keys; here the id is what it pretends.
    class Same(VerifierKey):
        id = bytes.fromhex("c74f20a3")

    other = Same("PeterNeumann", Ed25519PrivateKey.from_private_bytes(b"\1" * 32).public_key().public_bytes_raw())
    with pytest.raises(Fault) as refusal:
        verified(f"{TEXT}\n{PETERS}".encode(), [*keys(PETER), other])
    assert refusal.value.code == "note-ambiguous-key"


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n{PETERS[:-1]}",
        f"{TEXT}{PETERS}",
        f"\x01{TEXT}\n{PETERS}",
        f"{TEXT}\t\n\n{PETERS}",
        f"{TEXT}\r\n\n{PETERS}",
        f"{TEXT}\n{PETERS}Unexpected line.\n",
        f"{TEXT}\n{PETERS}\n",
        f"{TEXT}\n{PETERS}".replace("—", "-"),
        f"{TEXT}\n{PETERS}".replace("—", "–"),
        f"{TEXT}\n{PETERS}".replace("— Peter", "—  Peter"),
        f"{TEXT}\n{PETERS}".replace("— Peter", "—\u00a0Peter"),
        f"{TEXT}\n{PETERS}".replace("PeterNeumann", "Peter Neumann"),
        f"{TEXT}\n{PETERS}".replace("PeterNeumann", "Peter+Neumann"),
        f"{TEXT}\n{PETERS}".replace("PeterNeumann", "Peter\u2003Neumann"),
        f"{TEXT}\n{PETERS}".replace("PeterNeumann ", ""),
        f"{TEXT}\n{PETERS}".replace("AM=", "AM"),
        f"{TEXT}\n{PETERS}".replace("AM=", "AN="),
        f"{TEXT}\n{PETERS}".replace("AM=", "AM= "),
        f"{TEXT}\n— PeterNeumann x08goA==\n",
        f"{TEXT}\n{PETERS * 101}",
        "long" * 250_000 + f"\n\n{PETERS}",
    ],
)
def test_what_is_not_written_exactly_so_is_no_note(note):
    assert refused(note.encode(), PETER) == "note-form"


def test_sixteen_signatures_and_more_are_read():
    assert verified(f"{TEXT}\n{ENOCHS * 99}{PETERS}".encode(), keys(PETER)) == (TEXT, keys(PETER))


def test_bytes_that_are_not_utf8_are_no_note():
    assert refused(b"\xff" + f"{TEXT}\n{PETERS}".encode(), PETER) == "note-form"


@pytest.mark.parametrize(
    "text", ["", "no newline", "control \x07\n", "tab\there\n", "\ud800\n", "return\r\n", "x" * 10**6]
)
def test_what_cannot_be_a_notes_text_is_not_signed(text):
    with pytest.raises(Fault) as refusal:
        signed(text, KEY)
    assert refusal.value.code == "note-form"


@pytest.mark.parametrize("secret", [PETERS_SECRET, KEY.to_secret()])
def test_a_private_key_is_read_only_as_it_is_written(secret):
    for start in range(len(secret)):
        for changed in (secret[:start], secret[start + 1 :], secret[:start] + "!" + secret[start + 1 :]):
            with pytest.raises(Fault):
                SignerKey.parse(changed)
    with pytest.raises(Fault):
        SignerKey.parse(PETER)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb"])
def test_no_key_is_made_under_a_name_that_notes_cannot_hold(name):
    with pytest.raises(Fault):
        SignerKey.new(name)


def test_a_new_key_is_new_and_keeps_its_secret_out_of_sight():
    one, other = SignerKey.new("network.example/offline"), SignerKey.new("network.example/offline")

    assert one.seed != other.seed
    assert SignerKey.parse(one.to_secret()) == one
    assert one.seed.hex() not in repr(one)
    assert repr(one.seed) not in repr(one)


@given(paragraphs)
def test_whatever_is_signed_is_read_back(text):
    note = signed(text, KEY, SignerKey.parse(PETERS_SECRET))

    assert verified(note, [KEY.verifier]) == (text, [KEY.verifier])
    assert Note.parse(note).to_bytes() == note


@given(paragraphs, st.data())
def test_any_changed_byte_is_noticed(text, data):
    note = bytearray(signed(text, KEY))
    place = data.draw(st.integers(0, len(note) - 1))
    note[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(Fault):
        verified(bytes(note), [KEY.verifier])


@given(st.binary(max_size=300) | st.text().map(str.encode))
def test_any_bytes_are_a_note_or_refused(data):
    try:
        note = Note.parse(data)
    except Fault:
        return
    assert note.to_bytes() == data


def test_a_signature_needs_its_parts():
    for signature in (Signature("x", b"abc", b"s"), Signature("x", b"abcd", b""), Signature("", b"abcd", b"s")):
        with pytest.raises(Fault):
            Note("text\n", (signature,))
