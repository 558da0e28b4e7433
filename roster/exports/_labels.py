"""The words that tables and boards share, in the language of the roster."""

from __future__ import annotations

from datetime import date

from roster.words import Sentence, sentence, supported

SERVICES = {
    "patrols": sentence("Patrols"),
    "visits": sentence("Home visits"),
    "windows": sentence("Service windows"),
    "duties": sentence("Duties"),
    "standby": sentence("Standby"),
}

_WORDS = (
    sentence("At most hours"),
    sentence("At most times"),
    sentence("By home"),
    sentence("By person"),
    sentence("By post"),
    sentence("By window"),
    sentence("Community"),
    sentence("Cost"),
    sentence("Date"),
    sentence("Day"),
    sentence("Duty board: who is responsible, where, when"),
    sentence("End"),
    sentence("Gap"),
    sentence("Home"),
    sentence("Home visits are not shown here, to protect those who are visited."),
    sentence("Hours"),
    sentence("Id"),
    sentence("Load"),
    sentence("Minutes"),
    sentence("Missing"),
    sentence("Name"),
    sentence("Open"),
    sentence("Open seats"),
    sentence("Person"),
    sentence("Place"),
    sentence("Post"),
    sentence("Reason"),
    sentence("Roster"),
    sentence("Seconds"),
    sentence("Service"),
    sentence("Shift"),
    sentence("Start"),
    sentence("Status"),
    sentence("Still to be filled: can you help?"),
    sentence("Time"),
    sentence("Times"),
    sentence("When"),
    sentence("Window"),
)
WORDS: dict[str, Sentence] = {word.one: word for word in _WORDS}


def label(word: str, language: str) -> str:
    """Return a word of tables and boards in a language; it has to be one of :data:`WORDS`."""
    return WORDS[word].say(language)


def service_name(service: str, language: str) -> str:
    """Return what a service is called, as a heading."""
    return SERVICES[service].say(language)


def open_mark(missing: int, language: str) -> str:
    """Return what stands in place of people who are missing."""
    return sentence("open: {n}", n=missing).say(language)


def date_range(first: date, last: date, language: str) -> str:
    """Return ``23–29 November 2026`` or ``2026年11月23日–29日``."""
    if supported(language) == "zh_CN":
        tail = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
        return f"{first.year}年{first.month}月{first.day}日–{tail}"
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%B %Y}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} – {last.day} {last:%B %Y}"


def number(value: float) -> str:
    """Return a number with at most one decimal and without a useless zero."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
