"""What people call the kinds of versions and events."""

from __future__ import annotations

from flask_babel import gettext as _


def event_words() -> dict[str, str]:
    """Return how people call the kinds of versions and events."""
    return {
        "edit": _("edited"),
        "solve": _("solve"),
        "repair": _("repair"),
        "take": _("proposal taken"),
        "restore": _("restored"),
        "undo": _("undone"),
        "redo": _("done again"),
        "amend": _("agreed among volunteers"),
        "empty": _("nothing"),
        "claim": _("an open seat claimed"),
        "swap": _("swapped"),
        "cover": _("stand-in found"),
        "job.started": _("started a solve"),
        "job.stopped": _("stopped a solve"),
        "job.done": _("a solve ended"),
        "job.failed": _("a solve failed"),
        "proposal.set_aside": _("set a proposal aside"),
        "published": _("published"),
        "board.printed": _("printed the duty board for the gate"),
        "account.role": _("changed what a coordinator may do"),
        "account.signin_link": _("made a sign-in link"),
        "community.added": _("added the community"),
        "configuration.saved": _("changed the configuration"),
        "link.made": _("made a personal link"),
        "link.revoked": _("revoked a personal link"),
        "link.sent": _("sent a personal link"),
        "settings.changed": _("changed the settings"),
        "availability.said": _("said when they are available"),
        "language.chosen": _("chose a language"),
        "answer.coming": _("said: coming"),
        "answer.cannot": _("said: cannot come"),
        "request.cover": _("said: cannot come"),
        "request.covered": _("a stand-in was found"),
        "request.claim": _("asked for an open seat"),
        "request.swap": _("offered a swap"),
        "request.approved": _("approved a request"),
        "request.declined": _("declined a request"),
    }
