"""Members' pages of people: mandates, invitations, freeze, recovery."""

from django.urls import URLPattern, path

from hamkor.network.views import invitations, people, safety

urlpatterns: list[URLPattern] = [
    path("people/", people.list_people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invitations/<uuid:invitation_id>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("people/invitations/<uuid:invitation_id>/again/", invitations.invite_again, name="invite_again"),
    path("people/mandates/<uuid:mandate_id>/accept/", people.accept, name="accept_mandate"),
    path("people/mandates/<uuid:mandate_id>/end/", people.end, name="end_mandate"),
    path("people/mandates/<uuid:mandate_id>/revoke/", people.revoke, name="revoke_mandate"),
    path("people/<uuid:person_id>/", people.show_person, name="person"),
    path("people/<uuid:person_id>/grant/", people.grant, name="grant_mandate"),
    path("people/<uuid:person_id>/freeze/", safety.freeze, name="freeze_person"),
    path("people/<uuid:person_id>/freeze/<uuid:freeze_id>/lift/", safety.lift, name="lift_freeze"),
    path("people/<uuid:person_id>/recovery/ask/", safety.ask_recovery, name="ask_recovery"),
    path("people/<uuid:person_id>/recovery/agree/", safety.agree_to_recovery, name="agree_to_recovery"),
    path("people/<uuid:person_id>/recovery/cancel/", safety.cancel_recovery, name="cancel_recovery"),
    path("people/<uuid:person_id>/recovery/link/", safety.make_recovery_link, name="make_recovery_link"),
]
