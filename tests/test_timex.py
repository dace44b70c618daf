"""The calendar algebra of TIMEX3 values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import timex


@pytest.mark.parametrize(
    ("value", "earliest", "latest"),
    [
        ("2019-06-05", "2019-06-05", "2019-06-05"),
        ("2019-06-05T18:00", "2019-06-05", "2019-06-05"),
        ("2019-06-05TMO", "2019-06-05", "2019-06-05"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-W01", "2018-12-31", "2019-01-06"),
        ("2019-W23-WE", "2019-06-08", "2019-06-09"),
        ("2019-W23-3", "2019-06-05", "2019-06-05"),
        ("2019-Q2", "2019-04-01", "2019-06-30"),
        ("2019-H2", "2019-07-01", "2019-12-31"),
        ("2019-SU", "2019-06-01", "2019-08-31"),
        ("2019-WI", "2019-12-01", "2020-02-29"),
        ("2019-21", "2019-03-01", "2019-05-31"),
        ("FY2007-Q2", "2007-04-01", "2007-06-30"),
        ("FY2007", "2007-01-01", "2007-12-31"),
        ("199", "1990-01-01", "1999-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("18", "1800-01-01", "1899-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("1968-06-XX", "1968-06-01", "1968-06-30"),
        ("1968-06-XXTNI", "1968-06-01", "1968-06-30"),
        ("2019~", "2019-01-01", "2019-12-31"),
        ("2019-05-01/2019-06", "2019-05-01", "2019-06-30"),
        ("../2019-06-05", "", "2019-06-05"),
        ("2013/..", "2013-01-01", ""),
        ("XXXX-WXX-5", "", ""),
        ("XXXX-06", "", ""),
        ("P3M", "", ""),
        ("PRESENT_REF", "", ""),
        ("2019-02-30", "", ""),
        ("2019-W60", "", ""),
        ("2019-13", "", ""),
        ("", "", ""),
    ],
)
def test_days(value: str, earliest: str, latest: str) -> None:
    assert timex.days(value) == (earliest, latest)


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        (-1, "D", "2020-02-28"),
        (1, "W", "2020-W10"),
        (-1, "M", "2020-01"),
        (1, "Q", "2020-Q2"),
        (-1, "H", "2019-H2"),
        (-1, "Y", "2019"),
        (-1, "DE", "201"),
        (1, "CE", "21"),
        (0, "WE", "2020-W09-WE"),
    ],
)
def test_shift(count: int, unit: str, value: str) -> None:
    assert timex.shift(date(2020, 2, 29), count, unit) == value


@given(st.dates(date(1600, 1, 1), date(2400, 1, 1)), st.sampled_from(["D", "W", "M", "Q", "H", "Y", "DE", "CE"]))
def test_a_day_lies_in_its_value(day: date, unit: str) -> None:
    earliest, latest = timex.days(timex.at(day, unit))
    assert earliest <= day.isoformat() <= latest


@pytest.mark.parametrize(
    ("code", "year", "day"),
    [
        ("12-25", 2019, "2019-12-25"),
        ("11-4-4", 1999, "1999-11-25"),
        ("5--1-1", 2019, "2019-05-27"),
        ("11-1-1+1", 2020, "2020-11-03"),
        ("E", 2019, "2019-04-21"),
        ("E-2", 2000, "2000-04-21"),
        ("E+1", 2024, "2024-04-01"),
    ],
)
def test_holiday(code: str, year: int, day: str) -> None:
    assert timex.holiday(code, year).isoformat() == day


def test_unknown_holiday_is_refused() -> None:
    with pytest.raises(ValueError, match="no code of a holiday"):
        timex.holiday("someday", 2019)
