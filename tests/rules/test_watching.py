"""When looking at people's data is more than work asks for."""

from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.watching import LIMITS, excesses, words

READINGS = [reading for limit in LIMITS for reading in limit.readings]


def test_it_works() -> None:
    (found,) = excesses({"record": 300, "image": 101, "search": 60})
    assert (found.what, found.count, found.limit) == ("records", 401, 400)
    (found,) = excesses({"record": 1, "shown": 3000})
    assert (found.what, found.count) == ("records", 3001)
    assert words("records") == ("bản ghi và ảnh", "records and images")


def test_what_is_usual_raises_nothing() -> None:
    assert excesses({}) == []
    assert excesses({"record": 400, "search": 60, "file": 60, "something else": 9999}) == []


@given(st.dictionaries(st.sampled_from(READINGS), st.integers(0, 2000)))
def test_only_what_went_beyond_its_limit_is_named(counts: dict[str, int]) -> None:
    found = {excess.what: excess for excess in excesses(counts)}
    for limit in LIMITS:
        count = sum(counts.get(reading, 0) for reading in limit.readings)
        assert (limit.what in found) == (count > limit.an_hour)
        if limit.what in found:
            assert found[limit.what].count == count
