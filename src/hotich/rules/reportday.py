"""The day by which work is reported: day D runs from 18:00 of D-1 to 18:00 of D in Vietnam.

So every figure of a day is complete when the evening report is written.
"""

from datetime import date, datetime, time, timedelta, timezone

HOUR = 18
VIETNAM = timezone(timedelta(hours=7))  # no daylight saving
_SHIFT = timedelta(hours=24 - HOUR)


def day_of(moment: datetime) -> date:
    """Return the report day that an aware moment falls in; from 18:00 on it is the next day's."""
    return (moment.astimezone(VIETNAM) + _SHIFT).date()


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the moments at which a report day begins and ends (the end belongs to the next)."""
    end = datetime.combine(day, time(HOUR), tzinfo=VIETNAM)
    return end - timedelta(days=1), end
