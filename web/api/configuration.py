"""The configuration: look at it, check a change, see what it would do, keep it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from typing import Any

from flask import Blueprint

from roster.services import configurations, uploading
from roster.services.accounts import Role
from roster.services.common import RefusedError
from roster.services.meanwhile import meanwhile
from roster.words import sentence
from web import auth
from web.api import models as m
from web.api.answers import language
from web.api.describe import documented

blueprint = Blueprint("configuration", __name__, url_prefix="/communities/<community>/configuration")


@blueprint.get("")
@auth.needs(Role.COORDINATOR)
@documented(m.ConfigurationView, tag="configuration")
def show(community: str) -> dict[str, Any]:
    """Return the newest configuration with its files."""
    with auth.store().read() as db:
        return uploading.shown(db, community)


@blueprint.post("/check")
@auth.needs(Role.COORDINATOR)
@documented(m.Mistakes, tag="configuration", also=(422,))
def check(community: str, json: m.FilesSaid) -> dict[str, Any]:
    """Return everything that is wrong with changed files, with lines and cures."""
    with auth.store().read() as db:
        return {"errors": uploading.check(db, community, _files(json), language())}


@blueprint.post("/preview")
@auth.needs(Role.COORDINATOR)
@documented(m.Differences, tag="configuration", also=(422,))
def preview(community: str, json: m.FilesSaid) -> dict[str, Any]:
    """Return what changed files would change, without keeping them."""
    with auth.store().read() as db:
        return uploading.preview(db, community, _files(json), language())


@blueprint.put("")
@auth.needs(Role.COORDINATOR)
@documented(m.ConfigurationKept, tag="configuration", also=(422,))
def keep(community: str, json: m.FilesKept) -> dict[str, Any]:
    """Keep changed files as the newest configuration."""
    number = uploading.keep(
        auth.store(), community, _files(json), base=json.base, author=auth.actor(), reason=json.reason
    )
    return {"configuration": number}


@blueprint.post("/merge")
@auth.needs(Role.COORDINATOR)
@documented(m.MergeView, tag="configuration", also=(422,))
def merge(community: str, json: m.MergeSaid) -> dict[str, Any]:
    """Put a change of a file together with what others have changed in it since; nothing is kept."""
    with auth.store().read() as db:
        newest = configurations.current(db, community).id
        other = meanwhile(db, community, json.base, json.name, json.text)
    if other is None:
        return {"configuration": newest, "text": json.text, "clashes": []}
    clashes = other.merged.clashes
    if len(json.choices) not in (0, len(clashes)):
        raise RefusedError(sentence("Choose at every place which lines to take."))
    settled = len(json.choices) == len(clashes)
    return {
        "configuration": newest,
        "text": other.merged.text(json.choices) if settled else None,
        "clashes": [asdict(clash) for clash in clashes],
    }


def _files(said: m.FilesSaid) -> dict[str, bytes]:
    found = {}
    for file in said.files:
        if (file.text is None) == (file.base64 is None):
            raise RefusedError(sentence("Give either the text or the bytes of {name}.", name=file.name[:80]))
        try:
            content = (
                file.text.encode()
                if file.text is not None
                else base64.b64decode(file.base64 or "", validate=True)
            )
        except (binascii.Error, UnicodeEncodeError, ValueError):
            raise RefusedError(sentence("The bytes of {name} are not Base64.", name=file.name[:80])) from None
        found[file.name] = content
    return found
