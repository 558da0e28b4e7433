"""Sentences that can be said in every language the project speaks.

A :class:`Sentence` is a message id (English) with values; it is rendered late, in the
reader's language, from gettext catalogues in ``roster/locale``. Days, hours and lists are
written as each language writes them.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("en", "zh_CN")

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh_CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}


@lru_cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the messages of a language; English where there are none."""
    return gettext.translation("roster", LOCALE, [language], fallback=True)


def supported(language: str) -> str:
    """Return the supported language nearest to a tag such as ``zh-CN`` or ``en_GB``."""
    return "zh_CN" if language.lower().replace("-", "_").startswith("zh") else "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message with its values, said in a language by :meth:`say`; ``str`` is English."""

    one: str
    many: str = ""
    count: int = 1
    values: tuple[tuple[str, object], ...] = ()

    def say(self, language: str = "en") -> str:
        """Return the sentence in a language (a tag such as ``en`` or ``zh_CN``)."""
        language = supported(language)
        words = catalogue(language)
        template = words.ngettext(self.one, self.many, self.count) if self.many else words.gettext(self.one)
        return template.format_map({k: write(v, language) for k, v in self.values})

    def __str__(self) -> str:
        return self.say("en")


def sentence(message: str, /, **values: object) -> Sentence:
    """Make a sentence: ``sentence("{who} is away on {day}.", who=name, day=date)``."""
    return Sentence(message, values=tuple(values.items()))


def sentences(one: str, many: str, count: int, /, **values: object) -> Sentence:
    """Make a sentence with a plural; ``{n}`` is the count."""
    return Sentence(one, many, count, (("n", count), *values.items()))


def write(value: object, language: str) -> str:
    """Write one value as the language does: days, times, hours, lists, sentences."""
    match value:
        case Sentence():
            return value.say(language)
        case datetime():
            return f"{day_name(value.date(), language)} {value:%H:%M}"
        case date():
            return day_name(value, language)
        case time():
            return f"{value:%H:%M}"
        case float():
            return f"{value:.1f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")
        case str() | int():
            return str(value)
        case Mapping():
            return str(dict(value))
        case Iterable():
            return ("、" if language == "zh_CN" else ", ").join(write(v, language) for v in value)
        case _:
            return str(value)


def day_name(day: date, language: str) -> str:
    """Return ``Thu 26`` or ``周四 26 日``."""
    name = _WEEKDAYS[supported(language)][day.weekday()]
    return f"{name} {day.day} 日" if supported(language) == "zh_CN" else f"{name} {day.day}"
