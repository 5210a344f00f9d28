"""People who are invited, frozen, or on their way back after a lost second factor."""

from datetime import timedelta

import factory
from django.contrib.auth.hashers import make_password

from hamkor.accounts.access import hash_of
from hamkor.core import clock
from hamkor.network.models import Freeze, FreezeCode, Invitation, Recovery
from tests.factories.base import Factory
from tests.factories.network import MandateFactory, PersonFactory


class InvitationFactory(Factory):
    """Open, for somebody without an account yet; the link is `/account/invitation/<token>/`."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Faker("pystr", min_chars=43, max_chars=43)
        code = "12345678"
        revoked = factory.Trait(revoked_at=factory.LazyFunction(clock.now))

    mandate = factory.SubFactory(MandateFactory, person=factory.SubFactory(PersonFactory))
    token_hash = factory.LazyAttribute(lambda o: hash_of(o.token))
    code_hash = factory.LazyAttribute(lambda o: make_password(o.code))
    invited_by = factory.SubFactory(PersonFactory)
    made_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda o: o.made_at + timedelta(days=7))


class FreezeFactory(Factory):
    """By herself; her account, if she has one, is closed."""

    class Meta:
        model = Freeze

    person = factory.SubFactory(PersonFactory, with_account=True)
    at = factory.LazyFunction(clock.now)
    by = factory.SelfAttribute("person")

    @factory.post_generation
    def account(freeze, create, extracted, **_):
        if account := freeze.person.account:
            account.frozen_at = freeze.at
            account.save()


class FreezeCodeFactory(Factory):
    """On the paper stands `code`."""

    class Meta:
        model = FreezeCode

    class Params:
        code = "123412341234"

    person = factory.SubFactory(PersonFactory, with_account=True)
    code_hash = factory.LazyAttribute(lambda o: make_password(o.code))
    made_at = factory.LazyFunction(clock.now)


class RecoveryFactory(Factory):
    """Asked for by a co-delegate; `agreed` long enough ago that the link can be made."""

    class Meta:
        model = Recovery

    class Params:
        agreed = factory.Trait(
            coordinator=factory.SubFactory(PersonFactory),
            agreed_at=factory.LazyFunction(lambda: clock.now() - timedelta(hours=73)),
        )

    person = factory.SubFactory(PersonFactory, with_account=True)
    co_delegate = factory.SubFactory(PersonFactory)
    asked_at = factory.LazyFunction(clock.now)
