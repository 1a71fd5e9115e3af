"""A person's own figures: how many entries, how many an hour without pauses, what they aim at.

For this person alone, and their lead (keying/lead.py); nowhere are people ranked.
"""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from hotich.keying.models import Aim, Keying
from hotich.people.models import User
from hotich.rules import reportday

MOST_A_DAY = 1000  # that anybody may aim at

# Work counts on the report day it arrived; pauses are what the station did not count as active.
_DAYS = """
    SELECT (saved_at AT TIME ZONE 'UTC' + interval '13 hours')::date AS day, count(*),
        count(*) FILTER (WHERE active > 0), coalesce(sum(active) FILTER (WHERE active > 0), 0)
    FROM (SELECT saved_at, CASE WHEN jsonb_typeof(timings -> 'active_ms') = 'number'
                                THEN (timings ->> 'active_ms')::float END AS active
          FROM keying_keying WHERE user_id = %s AND saved_at >= %s AND saved_at < %s) AS done
    GROUP BY day
"""


@dataclass(frozen=True, slots=True)
class Day:
    """What a person keyed on one report day; ``active`` are milliseconds without pauses of the
    ``timed`` entries of which the station measured them.
    """

    day: datetime.date
    entries: int = 0
    timed: int = 0
    active: float = 0

    @property
    def per_hour(self) -> int | None:
        """Entries an hour without pauses; None where nothing was measured."""
        return round(self.timed * 3_600_000 / self.active) if self.active else None


def days(user: User, n: int = 7) -> list[Day]:
    """Return the last report days of a person, today last. One query."""
    today = reportday.day_of(timezone.now())
    first = today - datetime.timedelta(days=n - 1)
    span = reportday.bounds(first)[0], reportday.bounds(today)[1]
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [user.pk, *span])
        found = {row[0]: Day(*row) for row in cursor.fetchall()}
    each = (first + datetime.timedelta(days=after) for after in range(n))
    return [found.get(day, Day(day)) for day in each]


def today(user: User) -> int:
    """Return how many entries a person keyed on this report day, since 18:00."""
    start, _end = reportday.bounds(reportday.day_of(timezone.now()))
    return Keying.objects.filter(user=user, saved_at__gte=start).count()


def aim(user: User) -> int | None:
    """Return how many entries a person wants to key in a day, None if they have set no aim."""
    return Aim.objects.filter(user=user).values_list("entries", flat=True).first()
