"""A real installation is founded by one command: the network's descriptor, and the first invitation."""

import pytest
from django.core.management import CommandError, call_command

from hamkor.ledger.access import this_network
from hamkor.network.models import Organisation

pytestmark = pytest.mark.django_db


def test_the_first_coordinator_is_invited_once(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["invite_coordinator", "Айгуль (пример)", "Организация (пример)", "--country", "kg"]
    call_command(*arguments)
    printed = capsys.readouterr().out
    assert "Link: http://localhost/account/" in printed
    assert "Code: " in printed
    assert this_network() is not None
    assert Organisation.objects.get().country_of_work == "KG"
    with pytest.raises(CommandError):
        call_command(*arguments)
    assert Organisation.objects.count() == 1
