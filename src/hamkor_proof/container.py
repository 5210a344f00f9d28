"""The container of an evidence bundle: a ZIP file with nothing to choose (`docs/evidence-bundle.md`, section 1).

One content has one file, so a file is a container exactly if its members written again give the same bytes. Nothing is
unpacked, nothing is decompressed, no length is believed.
"""

import re
from collections.abc import Mapping
from struct import Struct
from typing import Final
from zlib import crc32

from hamkor_proof.faults import Fault

MOST_MEMBERS: Final = 20_000
LONGEST: Final = 64 * 1024 * 1024

_VERSION: Final = 20
_DATE: Final = 0x0021  # 1980-01-01
_LOCAL: Final = Struct("<4s5H3I2H")
_CENTRAL: Final = Struct("<4s6H3I5H2I")
_END: Final = Struct("<4s4H2IH")
_NAME: Final = re.compile(rb"[!-~]+")


def pack(members: Mapping[str, bytes]) -> bytes:
    """The file that holds these members, by name.

    Raises a `Fault` for what no container holds: a name that is not visible ASCII, too many members, too many bytes.
    """
    if not members or len(members) > MOST_MEMBERS:
        raise Fault("bundle-container")
    files, directory, offset = [], [], 0
    for name in sorted(members):
        body, called = members[name], name.encode("ascii", "replace")
        if not _NAME.fullmatch(called) or called.decode() != name or len(called) > 255:
            raise Fault("bundle-container")
        common = (_VERSION, 0, 0, 0, _DATE, crc32(body), len(body), len(body), len(called), 0)
        files += [_LOCAL.pack(b"PK\3\4", *common), called, body]
        directory += [_CENTRAL.pack(b"PK\1\2", _VERSION, *common, 0, 0, 0, 0, offset), called]
        offset += _LOCAL.size + len(called) + len(body)
        if offset > LONGEST:
            raise Fault("bundle-container")
    listed = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(listed), offset, 0)
    packed = b"".join([*files, listed, end])
    if len(packed) > LONGEST:
        raise Fault("bundle-container")
    return packed


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of a container, in ascending order of their names. Raises a `Fault` for any other file."""
    if len(data) > LONGEST:
        raise Fault("bundle-container")
    members: dict[str, bytes] = {}
    at = 0
    while data[at : at + 4] == b"PK\3\4" and len(members) < MOST_MEMBERS:
        if len(data) < at + _LOCAL.size:
            raise Fault("bundle-container")
        *_, size, _unpacked, length, _extra = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + length
        name = data[at + _LOCAL.size : start].decode("ascii", "replace")
        if start + size > len(data) or name in members:
            raise Fault("bundle-container")
        members[name] = data[start : start + size]
        at = start + size
    if pack(members) != data:
        raise Fault("bundle-container")
    return members
