"""The WSGI application; the settings module is named by the command that starts the server."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
