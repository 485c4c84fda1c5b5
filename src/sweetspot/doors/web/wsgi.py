"""The pages, the API and the hooks as one WSGI application, served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sweetspot.settings")
application = get_wsgi_application()
