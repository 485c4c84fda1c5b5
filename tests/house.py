"""The data folder and environment of a test run; imported once per process, before anything asks for a setting."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="sweetspot-test-"))
HOME.chmod(0o755)
(HOME / "static").mkdir()
for name in [name for name in os.environ if name.startswith("SWEETSPOT_") and name != "SWEETSPOT_SHARED"]:
    del os.environ[name]
os.environ.pop("DATABASE_URL", None)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "sweetspot.settings",
    "SWEETSPOT_HOME": str(HOME),
    "SWEETSPOT_DEBUG": "yes",
    "SWEETSPOT_MAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
}

import django  # noqa: E402 - with the environment above

django.setup()
# Set up once is set up; left in the environment, it would make a second test process set up before it has a folder.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.conf import settings as django_settings  # noqa: E402

# Pages in the test client need no built files; the browser tests build and serve the real ones.
django_settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

#: The moment at which tests happen unless they say otherwise.
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
#: Real data sets to check against; tests that read them skip where the folder is absent.
SHARED = Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).parents[2] / "shared"))
