"""The columns that tables of people, homes and walking times may have, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

TableKind = Literal["people", "homes", "places", "minutes"]

REQUIRED: Mapping[TableKind, tuple[str, ...]] = {
    "people": ("id",),
    "homes": ("id",),
    "places": ("id",),
    "minutes": ("from", "to", "minutes"),
}
"""The columns without which a table of this kind means nothing."""

_SHARED = {
    "id": "id no number code 编号 工号 序号 代码 标识",
    "name": "name 姓名 名字 名称",
    "skills": "skills skill 技能 专长 特长 资格",
    "lat": "lat latitude 纬度",
    "lon": "lon lng long longitude 经度",
}

_WORDS: Mapping[TableKind, Mapping[str, str]] = {
    "people": _SHARED
    | {
        "teams": "teams team group 队伍 团队 小组 组别 所属队伍",
        "level": "level experience 级别 经验 资历",
        "home": "home address_point position 住址坐标 家庭坐标 住处 坐标",
        "available": "available availability 可用时间 可服务时间 空闲时间 可排班时间 服务时间",
        "away": "away absent leave 外出 请假 不在 休假",
        "limits.duties": "duties max_duties 每周次数 次数上限 最多次数",
        "limits.hours": "hours max_hours 每周小时 小时上限 每周时长 最多小时",
        "limits.per_day": "per_day max_per_day 每日次数 每天次数 每日上限",
        "wishes": "wishes wish 意愿 愿望 偏好",
        "phone": "phone mobile telephone 电话 手机 联系电话 手机号",
        "email": "email mail 邮箱 电子邮件",
        "consent": "consent 同意 知情同意",
        "language": "language lang 语言 语种",
    },
    "homes": _SHARED
    | {
        "address": "address 地址 住址 门牌 详细地址",
        "at": "at place position 坐标 位置",
        "grid": "grid 网格",
        "tasks": "tasks task 服务内容 任务 项目",
        "times_per_week": "times_per_week times 每周次数 次数",
        "minutes": "minutes duration 分钟 时长",
        "between": "between hours 时间段 可上门时间 上门时间",
        "days": "days 日期 上门日",
        "gap_days": "gap_days gap 间隔天数 间隔",
        "people": "people visitors 人数",
        "teams": "teams team 队伍 团队",
        "keep": "keep 熟悉的人 固定人员",
        "never": "never 回避人员 回避",
        "with": "with companion 陪同",
        "priority": "priority 优先级",
        "must": "must 必须",
        "labels": "labels 标签",
        "bring": "bring 携带 携带物品 带什么",
        "note": "note notes remark 备注 说明 注意事项",
    },
    "places": {key: words for key, words in _SHARED.items() if key != "skills"}
    | {
        "address": "address 地址 门牌 详细地址",
        "at": "at position 坐标 位置",
        "grid": "grid 网格",
    },
    "minutes": {
        "from": "from 从 起点 出发地",
        "to": "to 到 终点 目的地",
        "minutes": "minutes walk 分钟 步行分钟",
    },
}


def _folded(heading: str) -> str:
    """Return a heading without case, width, spaces and what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"[(\[].*?[)\]]", "", text)
    return re.sub(r"[\s_-]+", "_", text.strip()).strip("_")


_COLUMNS: Mapping[TableKind, Mapping[str, str]] = {
    kind: {_folded(word): key for key, words in keys.items() for word in (*words.split(), key)}
    for kind, keys in _WORDS.items()
}


def column(heading: str, kind: TableKind) -> str | None:
    """Return the key of the YAML that a heading stands for, or ``None`` if it is not known.

    Examples
    --------
    >>> column("可用时间", "people"), column("Per day", "people"), column("shoe size", "people")
    ('available', 'limits.per_day', None)
    """
    return _COLUMNS[kind].get(_folded(heading))


def known(kind: TableKind, beside: str = "") -> tuple[str, ...]:
    """Return the headings that a table of this kind may have, in the script of one beside them.

    Examples
    --------
    >>> known("minutes"), known("minutes", "起始地")
    (('from', 'to', 'minutes'), ('从', '到', '分钟'))
    """
    if beside.isascii():
        return tuple(key.split(".")[-1] for key in _WORDS[kind])
    return tuple(
        next(word for word in words.split() if not word.isascii()) for words in _WORDS[kind].values()
    )


def headings(kind: TableKind) -> tuple[str, ...]:
    """Return every accepted heading, for "did you mean"."""
    return tuple(_COLUMNS[kind])
