"""Organisations, people, mandates, keys: who works together, and whose word counts."""

from hamkor.network.models.audiences import Audience, Grant, Label
from hamkor.network.models.invitations import Invitation
from hamkor.network.models.keys import KeyConfirmation, SigningKey
from hamkor.network.models.organisations import (
    FormerName,
    Organisation,
    OrganisationChange,
    OrganisationName,
    Project,
    ProjectImplementer,
    ProjectName,
)
from hamkor.network.models.people import Mandate, Person, Role
from hamkor.network.models.safety import Freeze, FreezeCode, FreezeLifting, Recovery

__all__ = [
    "Audience",
    "FormerName",
    "Freeze",
    "FreezeCode",
    "FreezeLifting",
    "Grant",
    "Invitation",
    "KeyConfirmation",
    "Label",
    "Mandate",
    "Organisation",
    "OrganisationChange",
    "OrganisationName",
    "Person",
    "Project",
    "ProjectImplementer",
    "ProjectName",
    "Recovery",
    "Role",
    "SigningKey",
]
