"""What the scripts say, in the language of the page. ``{name}`` stands for a value."""

from __future__ import annotations

from flask_babel import gettext as _


def script_words() -> dict[str, str]:
    """Return every sentence of the scripts by its key."""
    return {
        "picked": _(
            "{who} is picked up. Each cell says what it would cost; go to one and press Enter. Escape puts back."
        ),
        "price_conflict": _("conflict"),
        "price_settles": _("settles a conflict"),
        "price_open": _("{n} open"),
        "price_cost": _("cost {n}"),
        "price_none": _("no cost"),
        "comma": _(", "),
        "back": _("Put back."),
        "nothing": _("There is nobody to pick up here."),
        "same_day": _("A duty keeps its day. Pick a cell of the same day."),
        "there": _("This person serves there already."),
        "no_post": _("Nothing is planned in this cell."),
        "done": _("Done."),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "better": _("Better: {list}"),
        "worse": _("Worse: {list}"),
        "same": _("Nothing gets better or worse."),
        "reason": _("Why all the same?"),
        "conflict": _("This breaks a strict rule. With a reason it is kept, and so is the reason."),
        "keep": _("Keep it with this reason"),
        "leave": _("Leave it"),
        "stale": _(
            "Somebody else has changed the draft meanwhile. The board shows it now; the edit is kept."
        ),
        "outdated": _("Somebody else has changed the draft. The board shows it now; pick up again."),
        "left": _("gone: {who}, {what}, {day} {time}"),
        "came": _("new: {who}, {what}, {day} {time}"),
        "standby": _("Standby"),
        "again": _("Do it now"),
        "offline": _("The server does not answer. The edit is kept; try again."),
        "signed_out": _("You are signed out. Sign in in another tab and try again; the edit is kept."),
        "sign_in": _("Sign in"),
        "asking": _("Checking …"),
        "none_found": _("There are no findings."),
        "pin": _("Pinned."),
        "unpin": _("Unpinned."),
        "close": _("Close"),
    }


def job_words() -> dict[str, str]:
    """Return every sentence of the page of a solve by its key."""
    return {
        "best": _("best found {n}"),
        "bound": _("bound {n}"),
        "at_least": _("proven: at least {n}"),
        "at_best": _("at best {n}"),
        "gap": _("{n} %"),
        "seconds": _("{n} s"),
        "lost": _("The connection is lost; it is tried again. The solve goes on."),
    }
