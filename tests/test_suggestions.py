"""What may be one entity, read off the tables of an output folder."""

import csv
import io

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.columns import ENTITY_TABLES, TABLES
from dateline.errors import InputError
from dateline.lists import Decisions, read_lists
from dateline.suggestions import suggest


@pytest.fixture
def folder(tmp_path):
    """Write the entity tables of an output folder: rows are (type, name, and further cells)."""

    def write(*rows):
        for table in set(ENTITY_TABLES.values()):
            with (tmp_path / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, TABLES[table].names, restval="")
                writer.writeheader()
                for type_, name, *more in rows:
                    if ENTITY_TABLES[type_] == table:
                        cells = {"name": name, "type": type_, "n_mentions": 1, "n_docs": 1}
                        writer.writerow(cells | (more[0] if more else {}))
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [("ORG", "Orvane-Lux"), ("ORG", "Orvané Lux", {"n_docs": 4})],
            ("Orvane-Lux", "Orvané Lux", "same but for accents, hyphens and blanks"),
            id="accents-and-hyphens",
        ),
        pytest.param(
            [("PERSON", "Lund Bo"), ("PERSON", "Bo Lund", {"n_docs": 3})],
            ("Lund Bo", "Bo Lund", "same words in another order"),
            id="order",
        ),
        pytest.param(
            [("ORG", "Orvane"), ("ORG", "PT Orvane")], ("Orvane", "PT Orvane", "same but for the legal form"), id="form"
        ),
        pytest.param(
            [("PERSON", "B. Lund"), ("PERSON", "Bo Lund")],
            ("B. Lund", "Bo Lund", "same surname and first initial"),
            id="initial",
        ),
        pytest.param(
            [("PERSON", "Bo Lund"), ("PERSON", "Bo K. Lund")],
            ("Bo Lund", "Bo K. Lund", "same first name and surname"),
            id="middle-name",
        ),
        pytest.param([("PERSON", "Lund"), ("PERSON", "Bo Lund")], ("Lund", "Bo Lund", "surname alone"), id="surname"),
        pytest.param([("PERSON", "Bo Lund"), ("PERSON", "Bertil Lund")], None, id="other-first-names"),
        pytest.param([("PERSON", "Bo J. Lund"), ("PERSON", "Bo K. Lund")], None, id="other-middle-names"),
        pytest.param(
            [("ORG", "OMW"), ("ORG", "Orvane Motor Works")],
            ("OMW", "Orvane Motor Works", "its initials"),
            id="initials",
        ),
        pytest.param(
            [("ORG", "Orvane"), ("ORG", "Orvane Motors")], ("Orvane", "Orvane Motors", "its first words"), id="first"
        ),
        pytest.param(
            [("ORG", "Works"), ("ORG", "Orvane Group", {"aliases": "Lux; Works"})],
            ("Works", "Orvane Group", "an article uses it so"),
            id="alias",
        ),
        pytest.param(
            [("PRODUCT", "Lux 3"), ("PRODUCT", "Orvane Lux 3"), ("ORG", "Orvane")],
            ("Lux 3", "Orvane Lux 3", "same but for the maker"),
            id="maker-known",
        ),
        pytest.param(
            [("PRODUCT", "Lux 3"), ("PRODUCT", "Ovi Lux 3", {"makers": "Ovi"})],
            ("Lux 3", "Ovi Lux 3", "same but for the maker"),
            id="maker-told",
        ),
        pytest.param([("PRODUCT", "Lux"), ("PRODUCT", "Lux 3")], None, id="variants"),
        pytest.param([("PLACE", "Lund"), ("PERSON", "Lund")], None, id="types"),
        pytest.param(
            [("PLACE", "Lund", {"subtype": "city"}), ("PLACE", "Lund airport", {"subtype": "facility"})],
            None,
            id="facility",
        ),
        pytest.param([("PERSON", "Lund"), ("PERSON", "Lund"), ("PERSON", "Bo Lund")], None, id="namesakes"),
        pytest.param([("ORG", "iLux"), ("ORG", "a2b"), ("ORG", "291p")], None, id="no-initials"),
    ],
)
def test_suggestions(folder, rows, expected):
    found = [(one.name, one.into, one.reason) for one in suggest(folder(*rows))]
    assert found == ([expected] if expected else [])


MANY = [
    ("PERSON", "Lund"),
    ("PERSON", "Bo Lund"),
    ("PERSON", "Ann Lund"),
    ("PERSON", "A. Lund"),
    ("ORG", "OMW", {"n_mentions": 7, "n_docs": 2}),
    ("ORG", "Orvane Motor Works"),
    ("ORG", "Orvane Motor-Works"),
]


def test_each_name_once_the_likeliest_first_and_less_likely_where_several_are_meant(folder):
    found = suggest(folder(*MANY))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.name for one in found}) == len(found)
    by_name = {one.name: one for one in found}
    assert by_name["Lund"].score < 0.2
    assert (by_name["OMW"].name_mentions, by_name["OMW"].name_docs, by_name["OMW"].into_docs) == (7, 2, 1)


def test_what_is_forbidden_is_not_suggested(folder):
    decisions = Decisions.of([("forbid", "A. Lund", "PERSON", "Ann Lund")])
    assert "A. Lund" not in {one.name for one in suggest(folder(*MANY), decisions)}


def test_suggestions_are_a_list_to_feed_back(folder, tmp_path):
    out = folder(*MANY)
    done = CliRunner().invoke(app, ["entities", str(out), "--format", "csv"])
    assert done.exit_code == 0, done.output
    (tmp_path / "back.csv").write_text(done.stdout, encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0])[:5] == ["name", "type", "into", "reason", "score"]
    assert len(read_lists({"merge": [tmp_path / "back.csv"]}).files[0].lines) == len(rows)
    arguments = ["entities", str(out), "--format", "csv", "--forbid", str(tmp_path / "back.csv")]
    others = list(csv.DictReader(io.StringIO(CliRunner().invoke(app, arguments).stdout)))
    pairs, left = ([{row["name"], row["into"]} for row in found] for found in (rows, others))
    assert left and not any(pair in pairs for pair in left)


def test_table_for_reading(folder):
    out = str(folder(("ORG", "Orvane"), ("ORG", "Orvane Motors")))
    assert "Orvane Motors its first words  0.60" in CliRunner().invoke(app, ["entities", out]).stdout
    assert CliRunner().invoke(app, ["entities", str(folder())]).stdout == "nothing to suggest\n"


@pytest.mark.parametrize("content", [None, "a,b\n1,2\n"], ids=["missing", "another-table"])
def test_no_output_folder(tmp_path, content):
    if content:
        (tmp_path / "organisations.csv").write_text(content)
    with pytest.raises(InputError, match=r"organisations\.csv: .* give the folder that `dateline extract` wrote"):
        suggest(tmp_path)
