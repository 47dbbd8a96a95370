"""Moments as people say them: today 07:00, yesterday 18:30, Friday 16:12, 2 November."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from pim.clock import parse_iso
from pim.i18n import _, format_date, format_moment, language


def _local(at: str) -> datetime:
    return parse_iso(at).astimezone()


def _time(moment: datetime) -> str:
    return format_moment(moment, "HH:mm")


def _days_ago(moment: datetime, today: date | None) -> int:
    return ((today or datetime.now().astimezone().date()) - moment.date()).days


def moment_words(at: str, today: date | None = None) -> str:
    """An ISO moment within a sentence: "today 07:00", "yesterday 18:30", "Friday 16:12", "2 November"."""
    moment = _local(at)
    days, time = _days_ago(moment, today), _time(moment)
    if days == 0:
        return _("today {time}").format(time=time)
    if days == 1:
        return _("yesterday {time}").format(time=time)
    if 0 < days < 7:
        return f"{format_date(moment.date(), 'EEEE')} {time}"
    return format_date(moment.date(), "d MMMM" if days < 300 else "d MMMM y")


def moment_short(at: str, today: date | None = None) -> str:
    """An ISO moment in a narrow column: "07:00" today, "Fri" this week, "2 Nov" before."""
    moment = _local(at)
    days = _days_ago(moment, today)
    if days == 0:
        return _time(moment)
    return format_date(moment.date(), "EEE" if 0 < days < 7 else "d MMM")


def clock_time(at: str) -> str:
    """The time of day of an ISO moment: "07:00"."""
    return _time(_local(at))


def day_words(at: str, today: date | None = None) -> str:
    """The day of an ISO moment as a heading: "Today", "Yesterday", "Friday 20 November"."""
    moment = _local(at)
    days = _days_ago(moment, today)
    if days in (0, 1):
        return _("Yesterday") if days else _("Today")
    return format_date(moment.date(), "EEEE d MMMM" if days < 300 else "d MMMM y")


def short_day(day: date, year: int) -> str:
    """ "12 Nov", with the year when it is another one."""
    # Not with Babel, which takes a tenth of a second to load: rows are what is seen first.
    words = QLocale("en_GB" if language() == "en" else language())
    return words.toString(QDate(day.year, day.month, day.day), "d MMM yyyy" if day.year != year else "d MMM")
