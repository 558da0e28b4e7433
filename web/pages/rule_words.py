"""What people call each kind of rule."""

from __future__ import annotations

from flask_babel import gettext as _


def rule_words() -> dict[str, str]:
    """Return a short name for every kind of rule."""
    return {
        "ab-cover": _("B covers A"),
        "ab-holder": _("A at the own window"),
        "apart": _("people kept apart"),
        "availability": _("hours and absences"),
        "change-windows": _("windows change hands"),
        "claims": _("claims and pins"),
        "crews-turn": _("turns of crews"),
        "eligibility": _("skills and teams"),
        "fair-share": _("fair share"),
        "familiar-faces": _("familiar faces"),
        "limits": _("personal limits"),
        "max-days": _("most days"),
        "max-days-in-row": _("most days in a row"),
        "max-days-off-in-row": _("most days off in a row"),
        "max-duties": _("most duties"),
        "max-hours": _("most hours"),
        "max-label": _("most of one label"),
        "max-weekends": _("most weekends"),
        "min-days": _("fewest days"),
        "min-days-in-row": _("fewest days in a row"),
        "min-days-off-in-row": _("fewest days off in a row"),
        "min-duties": _("fewest duties"),
        "min-hours": _("fewest hours"),
        "mixed-teams": _("mixed teams"),
        "not-alone": _("nobody alone"),
        "one-place": _("one place at a time"),
        "pair": _("experienced with new"),
        "rest": _("rest"),
        "seats": _("seats and times"),
        "stability": _("as last week"),
        "standby": _("standby"),
        "succession": _("what may follow what"),
        "target-seats": _("wished numbers of people"),
        "together": _("people kept together"),
        "visit-spacing": _("days between visits"),
        "visit-team": _("visitors of a visit"),
        "walking": _("walking"),
        "whole-weekends": _("whole weekends"),
        "wishes": _("wishes"),
    }


def rule_name(kind: str) -> str:
    """Return what people call a kind of rule; a kind without a name is called as it is written."""
    return rule_words().get(kind, kind)
