"""The measure of places on an article of our own in LGL's form."""

from pathlib import Path

import pytest
from measure_places import distance, report

ARTICLE = """<articles><article><text>Farmers from Lima met in Ohio near Qwertyville.</text><toponyms>
<toponym><start>13</start><end>17</end><phrase>Lima</phrase>
 <gaztag><lat>40.7</lat><lon>-84.1</lon></gaztag></toponym>
<toponym><start>25</start><end>29</end><phrase>Ohio</phrase>
 <gaztag><lat>40.25</lat><lon>-83</lon></gaztag></toponym>
<toponym><start>35</start><end>46</end><phrase>Qwertyville</phrase>
 <gaztag><lat>40</lat><lon>-83</lon></gaztag></toponym>
<toponym><start>0</start><end>7</end><phrase>Farmers</phrase></toponym>
</toponyms></article></articles>"""


def test_distance() -> None:
    assert distance((48.85, 2.35), (51.51, -0.13)) == pytest.approx(344, abs=2)


def test_report(tmp_path: Path) -> None:
    path = tmp_path / "lgl.xml"
    path.write_text(ARTICLE, encoding="utf-8")
    assert report(path).startswith("3 names, 2 answered\nwithin 161 km 66.7% of all, 100.0% of the answered\n")
