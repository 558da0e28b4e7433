"""Invented people: who they are, when they are there, what they can and would like to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from roster.generator.draw import Draw

Role = Literal["staff", "police", "mediator", "grid", "retired", "flexible", "worker"]
Hours = tuple[int, int]

VOLUNTEERS: tuple[Role, ...] = ("grid", "retired", "flexible", "worker")
WORKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
RADIUS = 380
"""Metres from the middle of the community: the longest walk takes about 15 minutes."""

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉萍红玲建国文辉力志永健世广海山仁波宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子良成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树炎德行时泰盛雄琛钧冠策腾楠榕风航弘慧巧美淑惠珠翠雅芝莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝丝"


@dataclass
class Someone:
    """One invented person. ``hours`` maps a day (0 is Monday) to spans in minutes after midnight."""

    id: str
    name: str
    role: Role
    teams: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    level: str = ""
    home: tuple[int, int] = (0, 0)
    hours: dict[int, list[Hours]] = field(default_factory=dict)
    away: list[tuple[date, date]] = field(default_factory=list)
    away_days: set[int] = field(default_factory=set)
    duties: int = 4
    week_hours: int = 8
    per_day: int = 1
    wishes: list[str] = field(default_factory=list)

    def free(self, day: int, start: int, end: int) -> bool:
        """Say whether the person is there for all of a time of a day."""
        return day not in self.away_days and any(a <= start and end <= b for a, b in self.hours.get(day, ()))

    def add(self, days: Sequence[int], start: int, end: int) -> None:
        """Make the person available at these hours of these days."""
        for day in days:
            self.hours.setdefault(day, []).append((start, end))


def clock(hour: float) -> int:
    """Return the minutes after midnight of an hour such as 18.5."""
    return round(hour * 60)


def invent_people(
    draw: Draw, *, people: int, windows: int, grids: int, shifts: Sequence[str], monday: date
) -> list[Someone]:
    """Return so many people: window staff, police, mediators, grid members and volunteers.

    ``shifts`` are the shifts of patrols that wishes may name.
    """
    roles = _roles(people, windows=windows, grids=grids)
    names: set[str] = set()
    digits = max(3, len(str(people)))
    found = [
        _invent(draw, f"p{i:0{digits}}", role, names, shifts, monday)
        for i, role in enumerate(draw.shuffled(roles), start=1)
    ]
    _have_everything(found)
    return found


def _have_everything(people: list[Someone]) -> None:
    """See that somebody has each team and skill that posts and homes ask for."""
    volunteers = [p for p in people if p.role in VOLUNTEERS]
    for team in ("patrol", "care"):
        if not any(team in p.teams for p in volunteers):
            volunteers[0].teams.append(team)
    for skill, team in (("first-aid", "patrol"), ("elder-care", "care")):
        able = [p for p in volunteers if team in p.teams]
        if not any(skill in p.skills for p in able):
            able[0].skills.append(skill)


def _roles(people: int, *, windows: int, grids: int) -> list[Role]:
    fixed: list[Role] = ["staff"] * min(max(2, people // 3) if people >= 4 else 0, _staff_needed(windows))
    if people >= 10:
        pair: list[Role] = ["police", "mediator"]
        fixed += pair * max(1, people // 75)
    fixed += ["grid"] * min(2 * grids, (people - len(fixed)) // 3)
    rest = people - len(fixed)
    retired, flexible = rest * 40 // 100, rest * 10 // 100
    counts: tuple[tuple[Role, int], ...] = (
        ("retired", retired), ("flexible", flexible), ("worker", rest - retired - flexible),
    )  # fmt: skip
    return fixed + [role for role, count in counts for _ in range(count)]


def _staff_needed(windows: int) -> int:
    """Return two people for each window, and two more for each third one, which has crews of two."""
    return 2 * windows + 2 * (windows // 3)


def _invent(
    draw: Draw, key: str, role: Role, names: set[str], shifts: Sequence[str], monday: date
) -> Someone:
    person = Someone(key, _name(draw, names), role, home=draw.point(RADIUS))
    _be_there(draw, person)
    _belong(draw, person)
    _limit(draw, person)
    if role != "police" and draw.chance(14):
        first = draw.below(7)
        last = min(6, first + draw.weighted(((0, 5), (1, 3), (2, 2))))
        person.away.append((monday + timedelta(days=first), monday + timedelta(days=last)))
        person.away_days.update(range(first, last + 1))
    if role in VOLUNTEERS and draw.chance(30):
        person.wishes.append(_wish(draw, person, shifts))
    return person


def _name(draw: Draw, names: set[str]) -> str:
    while True:
        name = draw.pick(FAMILIES) + draw.pick(GIVEN) + (draw.pick(GIVEN) if draw.chance(75) else "")
        if name not in names:
            names.add(name)
            return name


def _be_there(draw: Draw, person: Someone) -> None:
    """Give the hours that such a person has: staff workdays, workers evenings and weekends, and so on."""
    match person.role:
        case "staff":
            person.add(WORKDAYS, clock(8.5), clock(18))
        case "police":
            person.add((1, 3), clock(14), clock(17))
        case "mediator":
            person.add(draw.some(WORKDAYS, 3), clock(14), clock(18))
            person.add((1, 3), clock(14), clock(18))
        case "grid":
            person.add(range(7), clock(8), clock(11.5))
            person.add(draw.some(range(7), 2), clock(18.5), clock(21.5))
        case "retired":
            person.add(
                draw.some(WORKDAYS, draw.between(2, 4)),
                draw.pick((clock(6.5), clock(7), clock(8))),
                clock(11.5),
            )
            person.add(
                draw.some(WORKDAYS, draw.between(2, 3)), draw.pick((clock(13.5), clock(14))), clock(18)
            )
            if draw.chance(45):
                person.add(draw.some(WEEKEND, draw.between(1, 2)), clock(7), clock(11.5))
            if draw.chance(30):
                person.add(draw.some(range(7), 2), clock(18.5), clock(21.5))
        case "flexible":
            person.add(draw.some(WORKDAYS, 2), clock(7), clock(11.5))
            person.add(draw.some(WORKDAYS, 2), clock(14), clock(18))
            person.add(draw.some(range(7), 2), clock(18.5), clock(21.5))
        case "worker":
            person.add(
                draw.some(WORKDAYS, draw.between(2, 4)),
                draw.pick((clock(18), clock(18.5), clock(19))),
                draw.pick((clock(21.5), clock(22))),
            )
            if draw.chance(40):
                person.add(draw.some(WORKDAYS, draw.between(2, 4)), clock(6.5), clock(8.75))
            if draw.chance(60):
                person.add(draw.some(WEEKEND, draw.between(1, 2)), clock(7), clock(21.5))
            else:
                person.add(WEEKEND, *draw.pick(((clock(7), clock(12)), (clock(14), clock(21.5)))))
    _merge(person)


def _merge(person: Someone) -> None:
    """Join hours of a day that overlap, and put the days in order."""
    for day, spans in person.hours.items():
        joined: list[Hours] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        person.hours[day] = joined
    person.hours = dict(sorted(person.hours.items()))


def _belong(draw: Draw, person: Someone) -> None:
    """Give teams, skills and a level."""
    match person.role:
        case "staff":
            person.teams, person.skills = ["staff"], ["service-agent"]
        case "police":
            person.teams = ["police"]
        case "mediator":
            person.teams, person.skills = ["mediators"], ["mediator"]
        case _:
            patrols = person.role in ("worker", "grid") or draw.chance(65)
            cares = draw.chance(45 if person.role == "worker" else 90)
            person.teams = [
                t for t, belongs in (("patrol", patrols or not cares), ("care", cares)) if belongs
            ]
            for skill, percent in (("first-aid", 25), ("elder-care", 55 if cares else 10), ("driver", 12)):
                if draw.chance(percent):
                    person.skills.append(skill)
            person.level = draw.weighted((("experienced", 45), ("new", 25), ("", 30)))


def _limit(draw: Draw, person: Someone) -> None:
    """Give the most duties and hours a week that the person wants to serve."""
    match person.role:
        case "staff":
            person.duties, person.week_hours, person.per_day = 12, 40, 3
        case "police":
            person.duties, person.week_hours, person.per_day = 6, 6, 4
        case "worker":
            person.duties = draw.weighted(((3, 1), (4, 2), (5, 4), (6, 4)))
            person.week_hours, person.per_day = 2 * person.duties + 2, draw.weighted(((1, 2), (2, 1)))
        case _:
            person.duties = draw.weighted(((5, 1), (6, 3), (7, 4), (8, 2)))
            person.week_hours, person.per_day = 2 * person.duties + 2, 2


def _wish(draw: Draw, person: Someone, shifts: Sequence[str]) -> str:
    weight = draw.pick((2, 3, 5))
    if "care" in person.teams and draw.chance(35):
        return f"want visit weight {weight}"
    if "patrol" in person.teams and draw.chance(50):
        day = draw.pick(sorted(person.hours))
        return f"want patrol on {DAY_NAMES[day]} weight {weight}"
    return f"avoid {draw.pick(shifts)} weight {weight}"


DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
