"""The configuration in the page: edit, check with lines and cures, keep."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from roster.errors import ConfigErrors
from roster.merging import CHOICES, Choice
from roster.services import jobs, situations, uploading
from roster.services.accounts import Role
from roster.services.common import ServiceError
from roster.services.meanwhile import meanwhile
from roster.store.tables import Situation
from web import auth
from web.language import current
from web.pages.home import week_to_open

WHAT_IF_SECONDS = 60.0

blueprint = Blueprint("configuration", __name__, url_prefix="/c/<community>/configuration")


@blueprint.get("")
@auth.needs(Role.COORDINATOR)
def show(community: str) -> str:
    """Show a file of the configuration in an editor; with ``job`` as a what-if has tried it."""
    name, number = request.args.get("file", ""), request.args.get("job", type=int)
    if number is None:
        return _page(community, name)
    with auth.store().read() as db:
        job = jobs.get(db, community, number)
        text = (job.options.get("files") or {}).get(name)
        situation = db.get_one(Situation, job.situation_id)
        base = int(job.options.get("base") or situation.configuration_id)
    return _page(community, name, text=text, base=None if text is None else base)


@blueprint.post("")
@auth.needs(Role.COORDINATOR)
def keep(community: str) -> str | Response | tuple[str, int]:
    """Check what was written, say what it would change, or keep it.

    What was written goes on from the configuration that was looked at until it is kept or put
    together with what others have changed since: it never replaces a change not seen.
    """
    form = request.form
    name, base = form.get("file", ""), form.get("base", 0, type=int)
    text = form.get("text", "").replace("\r\n", "\n")
    changes = {name: text.encode()}
    if form.get("do") == "what-if":
        return _what_if(community, name, text, base)
    if form.get("do") == "merge":
        return _merge(community, name, text, base)
    if form.get("do") != "keep":
        with auth.store().read() as db:
            mistakes = uploading.check(db, community, changes, current())
            effect = None if mistakes else uploading.preview(db, community, changes, current())
        return _page(community, name, text=text, base=base, mistakes=mistakes, effect=effect)
    try:
        uploading.keep(
            auth.store(),
            community,
            changes,
            base=base,
            author=auth.actor(),
            reason=form.get("reason", ""),
        )
    except ConfigErrors:
        with auth.store().read() as db:
            mistakes = uploading.check(db, community, changes, current())
        return _page(community, name, text=text, base=base, mistakes=mistakes), 422
    except ServiceError as problem:
        with auth.store().read() as db:
            other = meanwhile(db, community, base, name, text)
        if other is not None and not other.lines:
            base = other.newest
        refused = problem.message.say(current())
        return _page(community, name, text=text, base=base, refused=refused, other=other), 409
    flash(_("Kept. Drafts are judged by it from now on."), "ok")
    return redirect(url_for(".show", community=community, file=name))


def _merge(community: str, name: str, text: str, base: int) -> str | tuple[str, int]:
    """Put both changes of a file together, show what came of it, and keep nothing yet."""
    with auth.store().read() as db:
        other = meanwhile(db, community, base, name, text)
        if other is None:
            return _page(community, name, text=text, base=base)
        said = [request.form.get(f"clash-{n}", "") for n in range(len(other.merged.clashes))]
        if said and request.form.get("newest", 0, type=int) != other.newest:
            refused = _("Somebody has changed it once more. Look at the other change again.")
            return _page(community, name, text=text, base=base, refused=refused, other=other), 409
        chosen: list[Choice] = [choice for each in said for choice in CHOICES if each == choice]
        if len(chosen) < len(said):
            refused = _("Choose at every place which lines to take.")
            return _page(community, name, text=text, base=base, refused=refused, other=other, said=said), 422
        both = other.merged.text(chosen)
        changes = {name: both.encode()}
        mistakes = uploading.check(db, community, changes, current())
        effect = None if mistakes else uploading.preview(db, community, changes, current())
    return _page(community, name, text=both, base=other.newest, mistakes=mistakes, effect=effect, merged=True)


def _what_if(community: str, name: str, text: str, base: int) -> str | Response | tuple[str, int]:
    """Plan the week as it is and with the text, once that loads."""
    with auth.store().read() as db:
        mistakes = uploading.check(db, community, {name: text.encode()}, current())
        first, second = situations.weeks_of(db, community)
    if mistakes:
        return _page(community, name, text=text, base=base, mistakes=mistakes), 422
    week = week_to_open(first, second - first)
    options = {"files": {name: text}, "base": base, "time_limit": WHAT_IF_SECONDS}
    try:
        number = jobs.start(
            auth.store(), community, week, kind="what-if", options=options, author=auth.actor()
        )
    except ServiceError as problem:
        refused = problem.message.say(current())
        return _page(community, name, text=text, base=base, refused=refused), 409
    return redirect(url_for("runs.show", community=community, week=week.isoformat(), number=number))


def _page(community: str, name: str, text: str | None = None, base: int | None = None, **more: Any) -> str:
    with auth.store().read() as db:
        configuration = uploading.shown(db, community)
    files = configuration["files"]
    names = [file["name"] for file in files]
    chosen = name if name in names else configuration["main"]
    written = next(file["text"] for file in files if file["name"] == chosen)
    return render_template(
        "configuration/show.html",
        base=configuration["configuration"] if base is None else base,
        files=files,
        chosen=chosen,
        text=written if text is None else text,
        is_text=written is not None,
        reason=request.form.get("reason", ""),
        **{
            "mistakes": None,
            "effect": None,
            "refused": "",
            "other": None,
            "said": [],
            "merged": False,
            **more,
        },
    )
