"""What is wrong with a configuration: where, what, and how to mend it; all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from roster.model import Source
from roster.words import Sentence, supported


def problem_and_cure(problem: Sentence | str, cure: Sentence | str, language: str) -> str:
    """Return two sentences, one after the other, as the language sets them."""
    told = [part.say(language) if isinstance(part, Sentence) else part for part in (problem, cure)]
    gap = "" if supported(language) == "zh_CN" else " "
    return gap.join(part for part in told if part)


class SaidError(Exception):
    """Something that is not done; ``message`` says why and what to do instead, in any language."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


class BadValueError(SaidError, ValueError):
    """A value that is not understood, or beyond what it may be."""


@dataclass(frozen=True, slots=True)
class ConfigError:
    """One mistake in a file that a coordinator wrote.

    Attributes
    ----------
    source
        File, line, column and path.
    problem
        What is wrong, one sentence.
    cure
        How to mend it, one sentence; empty where the problem says it.
    """

    source: Source
    problem: Sentence | str
    cure: Sentence | str = ""

    def say(self, language: str = "en") -> str:
        """Return ``lane.yaml:41:7 path: problem cure`` in a language."""
        return f"{self.source}: {problem_and_cure(self.problem, self.cure, language)}"

    def __str__(self) -> str:
        return self.say("en")


class ConfigErrors(Exception):  # noqa: N818 - it holds errors
    """Everything that is wrong with a configuration, in the order of the files.

    Parameters
    ----------
    errors
        The mistakes.
    language
        The community's own language, in which its coordinators read them.
    """

    def __init__(self, errors: Iterable[ConfigError], language: str = "en") -> None:
        self.language = language
        self.errors = sorted(errors, key=lambda e: (e.source.file, e.source.line, e.source.column))
        super().__init__(self.errors)

    def say(self, language: str = "en") -> str:
        """Return one line for each error in a language."""
        return "\n".join(error.say(language) for error in self.errors)

    def __str__(self) -> str:
        return self.say("en")
