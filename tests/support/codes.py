"""A person's authenticator app, in a few lines of RFC 6238."""

import base64
import hmac
import re
import struct
import time

from django.test import Client

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def totp(secret: str, *, at: float | None = None) -> str:
    """The six digits that the app shows at this moment (SHA-1, 30 seconds)."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def next_totp(secret: str) -> str:
    """The one after it: accepted already, and not yet used."""
    return totp(secret, at=time.time() + 30)


def secret_on(page: str) -> str:
    """The secret that the set-up page shows in words, beside the picture."""
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found, "the page shows no secret"
    return found[1].replace(" ", "")


def set_up_totp(client: Client) -> str:
    """Goes through the set-up page as a person would; returns the app's secret."""
    secret = secret_on(client.get("/account/2fa/totp/activate/").content.decode())
    response = client.post("/account/2fa/totp/activate/", {"code": totp(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def without_token(body: bytes) -> bytes:
    """The page but for the form token, which is another one each time."""
    return CSRF.sub(b"", body)
