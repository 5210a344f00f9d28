"""Ways to be somebody in a test."""

import time

from django.test import Client

from hamkor.network.models import Person


class SignIn:
    def __call__(self, person: Person, *, second_factor: bool = True, host: str = "localhost") -> Client:
        """A client signed in as `person`, with a second factor recorded in its session unless told otherwise; on the
        signing host one who has just crossed over to it."""
        client = Client(headers={"host": host})
        account = person.account
        assert account is not None, "give the person an account: Person(with_account=True)"
        client.force_login(account)
        session = client.session
        records = [{"method": "password", "at": time.time()}]
        if second_factor:
            crossed = {"crossed": time.time()} if host.startswith(("sign.", "spare.")) else {}
            records.append({"method": "mfa", "type": "totp", "at": time.time(), **crossed})
        session["account_authentication_methods"] = records
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
        return client
