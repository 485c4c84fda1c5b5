"""What phones ask a host for, to open its links in the brand's app; and what the apps are called."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

APPLE_PATH, ANDROID_PATH = "/.well-known/apple-app-site-association", "/.well-known/assetlinks.json"
_APPLE_ID = re.compile(r"[A-Z0-9]{10}\.[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_PACKAGE = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", re.ASCII)
_FINGERPRINT = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){31}")


def apple_ids(text: str) -> tuple[str, ...]:
    """App ids, one a line, such as `ABCDE12345.com.brand.shop`: the team's ten signs, then the bundle's name.

    ValueError, naming it, for a line that is none.
    """
    return _lines(text, _APPLE_ID, "is no app id such as ABCDE12345.com.brand.shop")


def android_package(text: str) -> str:
    """A package's name such as `com.brand.shop`, or empty; ValueError for anything else."""
    name = text.strip()
    if name and not _PACKAGE.fullmatch(name):
        raise ValueError(f"“{name[:80]}” is no package name such as com.brand.shop.")
    return name


def fingerprints(text: str) -> tuple[str, ...]:
    """SHA-256 fingerprints of signing certificates, one a line, 32 pairs of hexadecimal digits; ValueError else."""
    return _lines(text.upper(), _FINGERPRINT, "is no SHA-256 fingerprint: 32 pairs of digits with colons between them")


def apple_document(ids: Sequence[str]) -> str:
    """The file by which iOS knows that these apps open every link of the host; empty for no app.

    Form: Apple, "Supporting associated domains" (details, appIDs, components; iOS 13 and later).
    """
    if not ids:
        return ""
    return json.dumps({"applinks": {"details": [{"appIDs": list(ids), "components": [{"/": "*"}]}]}})


def android_document(package: str, prints: Sequence[str]) -> str:
    """The file by which Android knows the same; empty without a package or a fingerprint.

    Form: Google, Digital Asset Links, statement list (relation, target).
    """
    if not package or not prints:
        return ""
    target = {"namespace": "android_app", "package_name": package, "sha256_cert_fingerprints": list(prints)}
    return json.dumps([{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}])


def _lines(text: str, form: re.Pattern[str], wrong: str) -> tuple[str, ...]:
    found = dict.fromkeys(line.strip() for line in text.splitlines() if line.strip())
    for line in found:
        if not form.fullmatch(line):
            raise ValueError(f"“{line[:80]}” {wrong}.")
    return tuple(found)
