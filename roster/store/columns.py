"""Columns that many tables have, so that one thing has one type and one length everywhere."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import mapped_column

Key = Annotated[int, mapped_column(primary_key=True)]
"""The number of a row."""
OfCommunity = Annotated[str, mapped_column(ForeignKey("communities.id"))]
"""The community that a row belongs to."""
PersonId = Annotated[str, mapped_column(String(200))]
"""A person's id in the configuration."""
WorkKey = Annotated[str, mapped_column(String(300))]
"""The key of a duty or visit."""
Actor = Annotated[str, mapped_column(String(100))]
"""Who did it: an account, a volunteer or a program."""
Word = Annotated[str, mapped_column(String(20))]
"""One of a few words: a kind, a state, an answer."""
