"""A small community for the tests of the store and the site: eight people, a gate, a window, a home."""

from __future__ import annotations

from datetime import date, timedelta

from roster.services import communities
from roster.store import Store

TODAY = date.today()
WEEK = TODAY + timedelta(days=7 - TODAY.weekday())
"""A week to come, whenever the tests run: nothing of it has begun."""

NEXT = WEEK + timedelta(days=7)
WEDNESDAY = WEEK + timedelta(days=2)
MAIN = "community.yaml"

YAML = f"""\
community: Lane
week: {WEEK}
people: people.csv
places:
  - {{id: gate, name: North gate}}
patrols:
  - id: gate
    place: gate
    shifts:
      - {{id: evening, days: daily, time: 19:00-21:00, people: 2, needs: {{first-aid: 1}}}}
windows:
  - id: desk
    skill: service-agent
    open: [{{days: Mon-Fri, time: 09:00-12:00}}]
    ab: {{a: wu, b: zhao}}
visits:
  - id: h21
    name: Grandmother Bai
    times_per_week: 2
    minutes: 40
    between: [09:00-11:30, 14:00-17:00]
    gap_days: 1
    keep: [ma]
rules:
  - {{kind: rest, hours: 10}}
  - {{kind: max-days-in-row, days: 5}}
  - {{kind: fair-share, of: duties, weight: 5}}
"""

PEOPLE = f"""\
id,name,skills,available,away,duties,phone,email,consent
han,韩立新,first-aid,Mon-Sun 18:00-22:00,,4,13900000001,han@example.org,yes
ma,马玉芬,first-aid,,,4,13900000002,ma@example.org,no
bai,白雪莲,,,{WEDNESDAY},4,,bai@example.org,yes
li,李志强,,Mon-Fri 18:00-22:00,,4,,,
liu,刘洋,first-aid,Sat-Sun 08:00-22:00,,4,,liu@example.org,
wu,吴国庆,service-agent,Mon-Fri 08:00-18:00,,,,wu@example.org,
zhao,赵海燕,service-agent,Mon-Fri 08:00-18:00,,,,zhao@example.org,
chen,陈秀英,,Mon-Sun 18:00-22:00,,3,,chen@example.org,
"""

FILES = {MAIN: YAML.encode(), "people.csv": PEOPLE.encode()}


def gate(day: date) -> str:
    """Return the key of the evening patrol of a day."""
    return f"patrols/gate/evening/{day:%Y-%m-%d}T1900"


def add_lane(store: Store, wanted_id: str = "lane") -> str:
    """Add the community and return its id."""
    return communities.add_community(store, MAIN, FILES, author="test", wanted_id=wanted_id).id
