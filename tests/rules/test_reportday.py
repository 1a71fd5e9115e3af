"""The report day: from 18:00 to 18:00, every moment in exactly one."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.reportday import VIETNAM, bounds, day_of

MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.sampled_from([UTC, VIETNAM]),
)


def test_it_works() -> None:
    assert day_of(datetime(2026, 3, 6, 17, 59, tzinfo=VIETNAM)) == date(2026, 3, 6)
    assert day_of(datetime(2026, 3, 6, 18, 0, tzinfo=VIETNAM)) == date(2026, 3, 7)
    assert day_of(datetime(2026, 3, 6, 11, 0, tzinfo=UTC)) == date(2026, 3, 7)


@given(MOMENTS)
def test_every_moment_lies_within_its_day_and_no_other(moment: datetime) -> None:
    day = day_of(moment)
    start, end = bounds(day)
    assert start <= moment < end
    assert bounds(day + timedelta(days=1))[0] == end
