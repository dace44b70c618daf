"""What the peers say, as TIMEX3: their mappings, without the peers."""

from datetime import UTC, datetime

import pytest

from dateline.peers.runners import dateparser_dates, duckling_native, heideltime, recognizers_text

FRAME = '<?xml version="1.0"?>\n<!DOCTYPE TimeML SYSTEM "TimeML.dtd">\n<TimeML>\n{}\n</TimeML>\n'
WEDNESDAY = "2014-05-14"
NOON = datetime(2014, 5, 14, 12, tzinfo=UTC)


def test_heideltime_offsets_are_those_of_the_text():
    text = 'A & B < C said on "Monday" &amp; 😀\n\n</TimeML> each Tuesday.\n '
    body = text.replace("Monday", '<TIMEX3 tid="t1" type="DATE" value="2014-05-12" mod="START">Monday</TIMEX3>')
    body = body.replace(
        "each Tuesday", '<TIMEX3 tid="t2" type="SET" value="XXXX-WXX-2" quant="EACH" freq="1W">each Tuesday</TIMEX3>'
    )
    found = heideltime.times(FRAME.format(body), text)
    assert [text[one["start"] : one["end"]] for one in found] == ["Monday", "each Tuesday"]
    assert [(one["type"], one["value"], one["mod"]) for one in found] == [
        ("DATE", "2014-05-12", "START"),
        ("SET", "XXXX-WXX-2", ""),
    ]


def test_heideltime_without_times():
    assert heideltime.times(FRAME.format("Nothing."), "Nothing.") == []


def test_heideltime_is_refused_when_it_changes_the_text():
    with pytest.raises(ValueError, match="another text"):
        heideltime.times(FRAME.format("Nothing"), "Nothing.")


def moment(day, grain, clock="00:00"):
    return {"value": f"{day}T{clock}:00.000+00:00", "grain": grain, "type": "value"}


def between(first, last):
    return {"type": "interval"} | ({"from": first} if first else {}) | ({"to": last} if last else {})


@pytest.mark.parametrize(
    ("value", "type_", "timex"),
    [
        pytest.param(moment("2013-01-01", "year"), "DATE", "2013", id="year"),
        pytest.param(moment("2013-07-01", "quarter"), "DATE", "2013-Q3", id="quarter"),
        pytest.param(moment("2013-07-01", "month"), "DATE", "2013-07", id="month"),
        pytest.param(moment("2014-12-29", "week"), "DATE", "2015-W01", id="week of the next ISO year"),
        pytest.param(moment("2014-05-19", "day"), "DATE", "2014-05-19", id="day"),
        pytest.param(moment("2014-05-14", "hour", "17:00"), "TIME", "2014-05-14T17:00", id="hour"),
        pytest.param(moment("2014-05-14", "minute", "17:30"), "TIME", "2014-05-14T17:30", id="minute"),
        pytest.param(moment("2014-05-14", "second", "12:00"), "DATE", "PRESENT_REF", id="now"),
        pytest.param({"value": 3, "unit": "month", "type": "value"}, "DURATION", "P3M", id="three months"),
        pytest.param({"value": 30, "unit": "minute", "type": "value"}, "DURATION", "PT30M", id="half an hour"),
        pytest.param(
            between(moment("2014-06-21", "day"), moment("2014-09-24", "day")), "DATE", "2014-SU", id="this summer"
        ),
        pytest.param(
            between(moment("2014-05-16", "hour", "18:00"), moment("2014-05-19", "hour")),
            "DATE",
            "2014-W20-WE",
            id="the weekend",
        ),
        pytest.param(
            between(moment("2014-05-13", "hour"), moment("2014-05-13", "hour", "12:00")),
            "TIME",
            "2014-05-13TMO",
            id="yesterday morning",
        ),
        pytest.param(
            between(moment("2012-01-01", "year"), moment("2014-01-01", "year")),
            "DURATION",
            "P2Y",
            id="the past two years",
        ),
        pytest.param(
            between(moment("2014-06-01", "month"), moment("2014-09-01", "month")),
            "DURATION",
            "P3M",
            id="the next three months",
        ),
        pytest.param(
            between(moment("2015-05-03", "day"), moment("2015-05-06", "day")),
            "DATE",
            "2015-05-03",
            id="between May 3 and May 5",
        ),
        pytest.param(between(moment("1998-01-01", "year"), None), "DATE", "1998", id="since 1998"),
        pytest.param(between(None, moment("2014-05-15", "day")), "DATE", "2014-05-15", id="until Thursday"),
        pytest.param(
            between(moment("2014-05-14", "second", "12:00"), moment("2020-01-01", "second")),
            "DATE",
            "2020-01-01",
            id="by 2020",
        ),
    ],
)
def test_duckling(value, type_, timex):
    assert duckling_native.time(3, 9, value, NOON) == {"start": 3, "end": 9, "type": type_, "value": timex}


@pytest.mark.parametrize(
    ("reading", "type_", "timex"),
    [
        pytest.param({"timex": "XXXX-WXX-1", "type": "date", "value": "2014-05-12"}, "DATE", "2014-05-12", id="Monday"),
        pytest.param({"timex": "PRESENT_REF", "type": "datetime", "value": ""}, "DATE", "PRESENT_REF", id="now"),
        pytest.param({"timex": "P3M", "type": "duration", "value": "7776000"}, "DURATION", "P3M", id="three months"),
        pytest.param({"timex": "P1D", "type": "set", "value": "not resolved"}, "SET", "P1D", id="daily"),
        pytest.param(
            {"timex": "2014-SU", "type": "daterange", "value": "not resolved"}, "DATE", "2014-SU", id="season"
        ),
        pytest.param(
            {"timex": "2014-W20-WE", "type": "daterange", "start": "2014-05-17", "end": "2014-05-19"},
            "DATE",
            "2014-W20-WE",
            id="the weekend",
        ),
        pytest.param(
            {"timex": "2013", "type": "daterange", "start": "2013-01-01", "end": "2014-01-01"},
            "DATE",
            "2013",
            id="year",
        ),
        pytest.param(
            {"timex": "XXXX-03", "type": "daterange", "start": "2014-03-01", "end": "2014-04-01"},
            "DATE",
            "2014-03",
            id="March",
        ),
        pytest.param(
            {"timex": "(2014-07-01,2014-10-01,P3M)", "type": "daterange", "start": "2013-07-01", "end": "2013-10-01"},
            "DATE",
            "2013-Q3",
            id="Q3",
        ),
        pytest.param(
            {"timex": "(2013-07-01,2014-01-01,P6M)", "type": "daterange", "start": "2013-07-01", "end": "2014-01-01"},
            "DATE",
            "2013-H2",
            id="second half",
        ),
        pytest.param(
            {"timex": "(2014-04-30,2014-05-14,P2W)", "type": "daterange", "start": "2014-04-30", "end": "2014-05-14"},
            "DURATION",
            "P2W",
            id="the last two weeks",
        ),
        pytest.param(
            {"timex": "(2014-05-15,2014-08-15,P3M)", "type": "daterange", "start": "2014-05-15", "end": "2014-08-15"},
            "DURATION",
            "P3M",
            id="the next three months",
        ),
        pytest.param(
            {"timex": "(XXXX-05-03,XXXX-05-05,P2D)", "type": "daterange", "start": "2014-05-03", "end": "2014-05-05"},
            "DATE",
            "2014-05-03",
            id="between May 3 and May 5",
        ),
        pytest.param(
            {"timex": "XXXX-06-03", "type": "daterange", "start": "2013-06-03", "end": "2013-06-10"},
            "DATE",
            "2013-W23",
            id="the week of June 3",
        ),
        pytest.param(
            {"timex": "XXXX-WXX-4", "Mod": "before", "type": "daterange", "end": "2014-05-08"},
            "DATE",
            "2014-05-08",
            id="until Thursday",
        ),
        pytest.param({"timex": "T17", "type": "time", "value": "17:00:00"}, "TIME", "2014-05-14T17:00", id="5 pm"),
        pytest.param(
            {"timex": "XXXX-WXX-5T17", "type": "datetime", "value": "2014-05-09 17:00:00"},
            "TIME",
            "2014-05-09T17:00",
            id="5 pm on Friday",
        ),
        pytest.param(
            {
                "timex": "XXXX-WXX-5TNI",
                "type": "datetimerange",
                "start": "2014-05-09 20:00:00",
                "end": "2014-05-09 23:59",
            },
            "TIME",
            "2014-05-09TNI",
            id="Friday night",
        ),
        pytest.param(
            {
                "timex": "(2014-05-13T00:00:00,2014-05-14T00:00:00,PT24H)",
                "type": "datetimerange",
                "start": "2014-05-13 00:00:00",
                "end": "2014-05-14 00:00:00",
            },
            "DURATION",
            "PT24H",
            id="the last 24 hours",
        ),
    ],
)
def test_recognizers_text(reading, type_, timex):
    assert recognizers_text.timex(reading, WEDNESDAY) == {"type": type_, "value": timex}


@pytest.mark.parametrize(
    ("when", "period", "timex"),
    [
        pytest.param(datetime(2012, 5, 14), "year", "2012", id="year"),
        pytest.param(datetime(2012, 5, 14), "month", "2012-05", id="month"),
        pytest.param(datetime(2014, 5, 21), "week", "2014-W21", id="week"),
        pytest.param(datetime(2014, 5, 13), "day", "2014-05-13", id="day"),
        pytest.param(datetime(2014, 5, 13, 17, 30), "time", "2014-05-13T17:30", id="time"),
        pytest.param(datetime(2014, 5, 14, 12), "time", "PRESENT_REF", id="now"),
        pytest.param(datetime(2014, 5, 14, 20), "part_of_day", "2014-05-14TNI", id="tonight"),
        pytest.param(datetime(2014, 5, 14, 12), "part_of_day", "2014-05-14T12:00", id="a part that has no name"),
    ],
)
def test_dateparser_periods(when, period, timex):
    assert dateparser_dates.timex(when, period, NOON.replace(tzinfo=None)) == timex


def test_search_finds_the_place_of_each_word_in_order():
    text = "Monday, and 5 pm Monday"
    monday = datetime(2014, 5, 12)
    found = [("Monday", monday, "day"), ("5 pm Monday", monday.replace(hour=17), "time"), ("gone", monday, "day")]
    placed = list(dateparser_dates.placed(text, found, datetime(2014, 5, 14)))
    assert [(one["start"], one["end"], one["type"]) for one in placed] == [(0, 6, "DATE"), (12, 23, "TIME")]
