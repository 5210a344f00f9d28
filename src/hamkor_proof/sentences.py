"""One English sentence per fault code. Codes are stable: a site translates by them."""

SENTENCES = {
    # JSON
    "json-bom": "The data begins with a byte order mark.",
    "json-not-utf8": "The data is not UTF-8.",
    "json-malformed": "The data is not JSON: see line {line}, column {column}.",
    "json-deep": "The data is nested too deeply.",
    "json-duplicate-key": "The key {key!r} appears twice in one object.",
    "json-not-integer": "The number {number!r} is not a whole number of at most 2^53 - 1.",
    "json-surrogate": "The data contains half of a surrogate pair, which is not a character.",
    "json-type": "A value of the type {type!r} cannot be written as JSON here.",
    "json-not-canonical": "The data is not in the canonical form of RFC 8785.",
    # texts
    "text-empty": "The text is empty.",
    "text-bidi": "Line {line}, column {column}: {character} changes the direction of writing unseen.",
    "text-invisible": "Line {line}, column {column}: the character {character} cannot be seen.",
    "text-control": "Line {line}, column {column}: the control character {character} has no place in a text.",
    "text-separator": "Line {line}, column {column}: {character} is no line end; begin a new line instead.",
    "text-unassigned": "Line {line}, column {column}: no character is assigned to {character}.",
    "text-private-use": "Line {line}, column {column}: {character} has no agreed meaning (private use).",
    "text-surrogate": "Line {line}, column {column}: {character} is half of a pair, not a character.",
    "text-backslash-space": (
        "Line {line}, column {column}: a backslash followed by spaces at the end of a line can be read in two"
        " ways; remove the spaces for a line break, or write two backslashes."
    ),
    "text-not-a-line": "This must be one line, without spaces at either end, in Unicode form NFC.",
    # the form of objects
    "form-not-an-object": "{field}: this must be an object.",
    "form-unknown-field": "{field}: this field is not known.",
    "form-missing-field": "{field}: this field is missing.",
    "form-type": "{field}: the value has the wrong type.",
    "form-value": "{field}: the value has the wrong form.",
    "form-order": "{field}: the entries must be in order, each once.",
    "form-version": "This is not version 1 of {type!r}.",
    # statements
    "statement-needs": "The act {act!r} needs the field {field}.",
    "statement-forbids": "The act {act!r} does not allow a value in the field {field}.",
    "statement-adoption-or-corrections": (
        "A word is given either on an adopted text (adoption) or on a working edition (corrections):"
        " exactly one of the two is filled."
    ),
    "statement-read-not-listed": "A language in which the text was read is not among the texts listed.",
    # events
    "event-type": "The ledger holds no events of this type.",
    "event-act": "A statement of the act {act!r} is no event of its own.",
    # keys
    "key-shape": "The public key is neither an ES256 nor an Ed25519 key in its one canonical encoding.",
    "key-not-on-curve": "The public key is not a point of its curve.",
    "key-small-order": "The public key is a point of small order, with which anything can be signed.",
    # fingerprints
    "fingerprint-empty": "No fingerprint is written here.",
    "fingerprint-length": "A fingerprint has 64 hexadecimal digits; these are {count}.",
    "fingerprint-digit": "{digit!r} is no hexadecimal digit: those are 0 to 9 and a to f.",
    "fingerprint-word": "{word!r} is not among the words of fingerprints.",
    "fingerprint-count": "A fingerprint has 14 words; these are {count}.",
    "fingerprint-misheard": "These words do not fit together: one of them, or their order, is another than meant.",
    # evidence
    "base64url": "The value is not base64url without padding.",
    "evidence-too-long": "The evidence is longer than any authenticator makes it.",
    "evidence-no-key": "The statement names no key: it was confirmed or recorded, and nobody signed it.",
    "evidence-other-key": "The statement names another key than the one in the evidence.",
    "evidence-type": "The client data is not that of a signature (webauthn.get).",
    "evidence-challenge": "The signature was made over something else than this statement.",
    "evidence-origin": "The signature was made on a site that is not the network's signing site.",
    "evidence-cross-origin": "The signature was made inside a page of another site.",
    "evidence-authenticator-data": "The authenticator data has the wrong form.",
    "evidence-relying-party": "The signature was made for another relying party.",
    "evidence-user-not-present": "The authenticator did not ask for a gesture.",
    "evidence-user-not-verified": "The authenticator did not verify who used it.",
    "evidence-signature-form": "The signature is not in the one strict encoding of its kind.",
    "evidence-signature": "The signature does not match.",
    # leaves and networks
    "leaf-length": "A network id and a salt are 32 bytes each.",
    "verifier-key": "This is not a verifier key for Ed25519.",
    "descriptor-origin": "The origin {origin!r} is not secure, or not one of the relying party {id!r}.",
    "descriptor-range": "A relying party's range must end after it begins.",
    "descriptor-twice": "{field}: two of these have the same name.",
    "descriptor-threshold": "The threshold is higher than the number of witnesses.",
    "descriptor-previous": "The first edition has no previous one; every later edition names it.",
    "descriptor-not-first": "A network's id is taken from its first edition.",
    # notes
    "note-form": "This is not a signed note.",
    "note-signer-key": "This is not a private key for Ed25519 in the form of signed notes.",
    "note-signature": "The signature under the name {name!r} does not match.",
    "note-unknown-key": "None of the signatures is of the key that was asked for.",
    "note-ambiguous-key": "Two of the keys share the name {name!r} and the same key id.",
    # the tree of a ledger
    "tree-outside": "The tree of {size} entries has no part that begins or ends at {index}.",
    "tree-hash-length": "A hash in a tree is 32 bytes.",
    "tree-proof-length": "The proof has too few or too many hashes for its tree.",
    "tree-not-included": "The proof does not lead from the entry to the root: it is not in that tree, or not there.",
    "tree-not-consistent": "The proof does not lead from the earlier tree to the later one: they are two histories.",
    "ledger-form": "This is not a checkpoint, a proof, a tile or a bundle of entries of a ledger.",
    "ledger-no-tile": "{path} is not there: the tiles given are not of this ledger, or not of its present size.",
    # cosigning
    "cosign-empty": "A ledger without entries is not cosigned: nothing can be shown of it.",
    "cosign-origin": "The checkpoint is of {origin!r}, and not of {name!r}, whose log was to be cosigned.",
    "cosign-smaller": (
        "The checkpoint is of {size} entries, and one of {before} was cosigned already: a ledger never gets shorter."
    ),
    "cosign-two-histories": "Another checkpoint of {size} entries was cosigned already: these are two histories.",
    "cosign-no-proof": (
        "Give the ledger's files (--ledger), or a consistency proof from {before} entries (--proof): without one of"
        " them nothing shows that this checkpoint continues the last one."
    ),
    "cosign-not-continued": (
        "Nothing shows that this checkpoint of {size} entries continues the last one, of {before}. {why}"
    ),
    "cosign-state": "{path} does not hold the last checkpoint of this log that was cosigned.",
    # evidence bundles
    "bundle-container": "This is not an evidence file: it is not a ZIP file written in the one way that is read.",
    # mirrors
    "mirror-delegation-times": "A delegation must end after it begins.",
    "mirror-delegation-long": (
        "A delegation may last {days} days at most: a key that signs copies has to be short-lived."
    ),
    "mirror-manifest-times": "A manifest must expire after it was issued.",
    "mirror-previous": "The first manifest has no previous one; every later one names it.",
    "mirror-path": "A path in the manifest leads elsewhere or cannot be a file's name: {path!r}.",
    "mirror-delegation-key": "The delegation is for another key than the one that is to sign.",
    "mirror-delegation-over": "The delegation does not hold now: the offline key has to make a new one.",
    "mirror-note": "The note does not say what it signs in the one way that is read.",
    "copy-not-here": "{place!r} is neither a folder nor a ZIP file.",
    "copy-not-zip": "The ZIP file is damaged: {why}.",
    "copy-link": "{path!r} is a link or a device. A copy has only files: nothing in it was looked at.",
    "copy-path": "{path!r} leads out of the copy. Do not unpack it.",
    "copy-twice": "{path!r} is there twice. What one program checks another may not show: do not unpack it.",
    "copy-bomb": "The ZIP file says that it unpacks to {times} times its size. Do not unpack it.",
    "copy-packed": "{path!r} is encrypted, or packed in a way that is not read here.",
    "copy-too-long": "{path!r} is longer than such a file can be.",
}
