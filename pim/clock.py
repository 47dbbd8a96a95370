"""The one source of time: injected, so that a test or `--as-of` can stand still."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Whatever can tell the time."""

    def now(self) -> datetime:
        """The current moment as an aware datetime in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still at `moment` (an aware datetime; a naive one raises ValueError)."""

    moment: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "moment", _to_utc(self.moment))

    def now(self) -> datetime:
        return self.moment


def format_iso(moment: datetime) -> str:
    """An aware datetime as UTC text, always of the same width so that texts sort like times.

    "2026-11-22T06:35:47.000000Z". A naive datetime raises ValueError.
    """
    return _to_utc(moment).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_iso(text: str) -> datetime:
    """An ISO 8601 text as an aware datetime in UTC.

    A date alone is its midnight; a time without offset is taken as UTC, never as local time, so that
    the same `--as-of` means the same moment on every machine. Raises ValueError for anything else.
    """
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _to_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment!r}")
    return moment.astimezone(UTC)
