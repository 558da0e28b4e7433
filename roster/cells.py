"""The text of one cell as people and Excel write it, turned into what the YAML would say."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)  # the years 2000 to 2099

_CHINESE_DAYS = {
    "一": "Mon",
    "二": "Tue",
    "三": "Wed",
    "四": "Thu",
    "五": "Fri",
    "六": "Sat",
    "日": "Sun",
    "天": "Sun",
}
_CHINESE_WORDS = {
    "每天": "daily",
    "每日": "daily",
    "工作日": "workdays",
    "节假日": "holidays",
    "周末": "Sat-Sun",
}
_LEVELS = {
    "新": "new",
    "新人": "new",
    "新手": "new",
    "新队员": "new",
    "老": "experienced",
    "老手": "experienced",
    "老队员": "experienced",
    "有经验": "experienced",
}
_LANGUAGES = {
    "中文": "zh_CN",
    "汉语": "zh_CN",
    "普通话": "zh_CN",
    "简体中文": "zh_CN",
    "chinese": "zh_CN",
    "zh": "zh_CN",
    "zh-cn": "zh_CN",
    "zh_cn": "zh_CN",
    "英文": "en",
    "英语": "en",
    "english": "en",
    "en": "en",
}
_YES_NO = {
    "是": "true",
    "yes": "true",
    "y": "true",
    "1": "true",
    "否": "false",
    "no": "false",
    "n": "false",
    "0": "false",
}

_DATE = re.compile(
    r"(?<!\d)(?:(?P<year>\d{4})(?:年|[-/.])(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})日?"
    r"|(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<last>\d{4}))(?!\d)"
)
_NO_YEAR = re.compile(r"(?<![\d-])(\d{1,2})(?:月|/)(\d{1,2})日?(?![\d-])")
_WISH = re.compile(
    r"(?P<verb>want|avoid)\s+(?P<what>\S+)(?:\s+on\s+(?P<on>.+?))?"
    r"(?:\s+(?:at\s+)?(?P<hours>\d\d:\d\d-\d\d:\d\d))?(?:\s+weight\s+(?P<weight>\d+))?"
)
_RANGE = r"\s*(?:\.\.+|…|[-~–—]|至|到)\s*"


class UnclearDateError(ValueError):
    """A date that could mean two days, or none."""


def split_list(text: str) -> list[str]:
    """Return the parts of a cell that lists several things (``;`` ``,`` ``、`` or lines).

    Examples
    --------
    >>> split_list("first-aid; elder-care、driver")
    ['first-aid', 'elder-care', 'driver']
    """
    return [part.strip() for part in re.split(r"[;,、，；\n|]", text) if part.strip()]


def split_times(text: str) -> list[str]:
    """Return the parts of a cell that lists days with hours; hours bind all days before them.

    Examples
    --------
    >>> split_times("Tue, Thu 14:00-17:00; Sat 08:00-12:00, 14:00-18:00; Sun")
    ['Tue 14:00-17:00', 'Thu 14:00-17:00', 'Sat 08:00-12:00', 'Sat 14:00-18:00', 'Sun']
    """
    found: list[str] = []
    for group in re.split(r"[;；\n|]", text):
        waiting: list[str] = []
        days: list[str] = []
        for part in split_list(group):
            *before, last = part.split(" ")
            if ":" not in last:
                waiting.append(part)
                continue
            if before or waiting:
                days = [*waiting, *([" ".join(before)] if before else [])]
            found.extend(f"{day} {last}" for day in days) if days else found.append(last)
            waiting = []
        found.extend(waiting)
    return found


def split_wishes(text: str) -> list[dict[str, str]]:
    """Return the wishes of a cell, each with the keys of the YAML.

    Examples
    --------
    >>> split_wishes("want patrol on Sat weight 3; avoid evening")
    [{'want': 'patrol', 'on': 'Sat', 'weight': '3'}, {'avoid': 'evening'}]

    Raises
    ------
    ValueError
        If a wish does not read ``want WHAT [on DAYS] [weight NUMBER]``, or ``avoid``.
    """
    wishes = []
    for part in re.split(r"[;；\n|]", text):
        if not part.strip():
            continue
        match = _WISH.fullmatch(part.strip())
        if match is None:
            raise ValueError(f'"{part.strip()}" is not a wish')
        said = {
            match["verb"]: match["what"],
            "on": match["on"],
            "hours": match["hours"],
            "weight": match["weight"],
        }
        wishes.append({key: value for key, value in said.items() if value})
    return wishes


def cell_text(value: object) -> str:
    """Return what a cell of an XLSX file shows, in the YAML's way of writing it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            midnight = value.time() == time()
            return value.date().isoformat() if midnight else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def normal(text: str, key: str) -> str:
    """Return the text of a cell in the column ``key`` as the YAML would say it.

    Raises
    ------
    UnclearDateError
        If a date could be read in two ways.
    """
    if key == "name":
        return re.sub(r"\s+", " ", text).strip()
    text = unicodedata.normalize("NFKC", text).replace("\u200b", "").strip()
    match key:
        case "away":
            return _dates(text)
        case "available" | "between" | "days":
            return _days_and_hours(_dates(text))
        case "wishes":
            return _days_and_hours(text)
        case "level":
            return _LEVELS.get(text, text.casefold())
        case "language":
            return _LANGUAGES.get(text.casefold(), text)
        case "consent" | "must":
            return _YES_NO.get(text.casefold(), text.casefold())
        case _:
            return text


def _dates(text: str) -> str:
    """Write every date as 2026-11-25 and every range of dates with two dots."""
    if text.isdigit() and int(text) in _SERIALS:
        return (_EXCEL_EPOCH + timedelta(days=int(text))).isoformat()
    text = _DATE.sub(_one_date, text)
    text = re.sub(rf"(\d{{4}}-\d\d-\d\d){_RANGE}(?=\d{{4}}-\d\d-\d\d)", r"\1..", text)
    text = re.sub(r"(\d{4}-\d\d-\d\d)[ T]0{1,2}:00(?::00)?(?![-\d])", r"\1", text)
    lone = _NO_YEAR.search(text)
    if lone:
        raise UnclearDateError(f"{lone[0]} has no year")
    return text


def _one_date(match: re.Match[str]) -> str:
    if match["year"]:
        return _iso(match["year"], match["month"], match["day"], match[0])
    first, second = int(match["first"]), int(match["second"])
    if first != second and first <= 12 and second <= 12:
        raise UnclearDateError(f"{match[0]} can be two different days")
    day, month = (first, second) if first > 12 else (second, first)
    return _iso(match["last"], str(month), str(day), match[0])


def _iso(year: str, month: str, day: str, shown: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise UnclearDateError(f"{shown} is not a date") from None


def _days_and_hours(text: str) -> str:
    """Write Chinese days and the dashes between days and hours in the YAML's way."""
    for word, meaning in _CHINESE_WORDS.items():
        text = text.replace(word, f" {meaning} ")
    text = re.sub(r"(?:星期|礼拜|周)([一二三四五六日天])", lambda m: f" {_CHINESE_DAYS[m[1]]} ", text)
    text = re.sub(r"\s*(?:[~–—]|至|到)\s*", "-", text)
    text = re.sub(r"(?<=[a-z])\s*-\s*(?=[A-Z])", "-", text)
    text = re.sub(r"(?<=\d)\s*-\s*(?=\d{1,2}:)", "-", text)
    text = re.sub(r"(\d{1,2}):(\d\d):00(?!\d)", r"\1:\2", text)
    text = re.sub(r"(?<![\d:.-])(\d):(\d\d)", r"0\1:\2", text)
    text = re.sub(r"-(\d):(\d\d)", r"-0\1:\2", text)
    return re.sub(r"[ \t]+", " ", text).strip()
