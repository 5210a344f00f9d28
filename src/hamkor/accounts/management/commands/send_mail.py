"""`./hamkor manage send_mail`: sends the mail that is due, for a timer; otherwise the next act wakes it."""

from django.core.management.base import BaseCommand

from hamkor.accounts.mail import send_due


class Command(BaseCommand):
    help = "Sends the mail that is due and says how many went."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{send_due()} sent")
