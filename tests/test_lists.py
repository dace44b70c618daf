"""Lists that users keep: how they are read, and what they do to an article and to the corpus."""

import json
from collections import Counter
from itertools import permutations

import pandas as pd
import pytest
import spacy
from typer.testing import CliRunner

import dateline
from dateline.cli import app
from dateline.components.lists import ListedNames
from dateline.components.names import Names
from dateline.errors import DatelineError, ListError
from dateline.identities import Form, join
from dateline.lists import COLUMNS, Decisions, read_lists
from dateline.tables import facts
from dateline.types import Article


@pytest.fixture
def read(tmp_path):
    """Write lists, given as text without their headers, and read them."""

    def reader(**texts):
        for kind, text in texts.items():
            header = ",".join(COLUMNS[kind])
            (tmp_path / f"{kind}.csv").write_text(f"{header}\n{text}\n", encoding="utf-8")
        return read_lists({kind: [tmp_path / f"{kind}.csv"] for kind in texts})

    return reader


# ---- reading ----


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "byte-order-mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_columns_are_found_by_name(tmp_path, start, end):
    lines = ["Note,Alias,type,name", '"so, so",Ovi,org,"Orvane, Sons"', "", ",,,"]
    path = tmp_path / "a.csv"
    path.write_bytes((start + end.join(lines)).encode())
    assert read_lists({"aliases": [path]}).decisions.rows == (("aliases", "Orvane, Sons", "ORG", "Ovi"),)


def test_order_of_files_and_lines_does_not_matter(tmp_path):
    found = set()
    for one, two, three in permutations(["Lux,PRODUCT,Lux One", "Orvane,ORG,Ovi", "Orvane,ORG,Ovane"]):
        paths = [tmp_path / "1.csv", tmp_path / "2.csv"]
        paths[0].write_text(f"name,type,alias\n{one}\n{two}\n")
        paths[1].write_text(f"name,type,alias\n{three}\n{one}\n")
        found.add(read_lists({"aliases": paths}).decisions)
    assert len(found) == 1


def test_type_may_be_left_out_of_what_to_ignore(tmp_path):
    (tmp_path / "i.csv").write_text("name\nQuill\n")
    decisions = read_lists({"ignore": [tmp_path / "i.csv"]}).decisions
    assert decisions.ignores("The Quill", "ORG") and decisions.ignores("Quill", "PERSON")


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        pytest.param({"aliases": "Orvane,ORG,Ovi\nLumen,ORG,Ovi"}, "aliases.csv:3: Ovi stands for Orvane", id="two"),
        pytest.param({"aliases": "Orvane,ORG,Ovi\nOvi,ORG,O"}, "aliases.csv:3: Ovi is itself an alias", id="chain"),
        pytest.param({"aliases": "Orvane,FIRM,Ovi"}, "aliases.csv:2: the type FIRM is none of ORG", id="type"),
        pytest.param({"aliases": ",ORG,Ovi"}, "aliases.csv:2: name and alias must not be empty", id="empty"),
        pytest.param({"merge": "Lux,PRODUCT,"}, "merge.csv:2: name and into must not be empty", id="no-target"),
        pytest.param({"merge": "A, B,ORG,C"}, "merge.csv:2: 4 cells where the header has 3", id="comma"),
        pytest.param({"merge": "A,ORG,B\nB,ORG,C\nC,ORG,A"}, "merge.csv:4: a cycle", id="cycle"),
        pytest.param({"merge": "A,ORG,A"}, "merge.csv:2: A is merged into itself", id="itself"),
        pytest.param({"merge": "A,ORG,B\nA,ORG,C"}, "merge.csv:3: A is merged into B", id="two-targets"),
        pytest.param({"merge": '"A,ORG,B'}, "merge.csv:", id="quote"),
        pytest.param({"merge": "A,ORG,C\nB,ORG,C", "forbid": "A,ORG,B"}, "forbid.csv:2: A and B are one", id="forbid"),
        pytest.param({"aliases": "A,ORG,Ay", "forbid": "A,ORG,Ay"}, "forbid.csv:2: A and Ay are one", id="forbidden"),
        pytest.param({"aliases": "A,ORG,Ay", "ignore": "Ay,"}, "aliases.csv:2: Ay is in a list", id="ignored"),
        pytest.param({"ignore": "Ay,FIRM"}, "ignore.csv:2: the type FIRM", id="type-to-ignore"),
    ],
)
def test_mistakes_have_their_place(read, lists, message):
    with pytest.raises(ListError) as caught:
        read(**lists)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "a.csv:1: the header must name the columns name,type,alias", id="empty"),
        pytest.param(b"Orvane,ORG,Ovi\n", "a.csv:1: the header must", id="no-header"),
        pytest.param(b"name;type;alias\n", "a.csv:1: the header must", id="semicolons"),
        pytest.param(b"name,type,alias\nOrvane,ORG,Ovi\nOrvane,ORG,Orvan\xe9\n", "a.csv:3: not in UTF-8", id="latin"),
        pytest.param(None, "a.csv: the list cannot be read", id="missing"),
    ],
)
def test_files_that_are_no_lists(tmp_path, content, message):
    if content is not None:
        (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(ListError) as caught:
        read_lists({"aliases": [tmp_path / "a.csv"]})
    assert message in str(caught.value)


def test_suggestions_serve_as_merges_and_as_forbidden(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("name,type,into,reason,score\nA. Tolle,PERSON,Ann Tolle,why,0.7\n")
    assert read_lists({"merge": [path]}).decisions.merges == {("PERSON", "a tolle"): ("PERSON", "ann tolle")}
    assert read_lists({"forbid": [path]}).decisions.forbids("Ann Tolle", "A. Tolle", "PERSON")


# ---- an article ----


@pytest.fixture(scope="module")
def components():
    nlp = spacy.blank("en")
    return ListedNames(nlp, "dateline_lists"), Names(nlp, "dateline_names")


@pytest.fixture
def analyse(components):
    """Run both components that know the lists on an unparsed text with some names."""

    def run(rows, text, *ents):
        doc = spacy.blank("en")(text)
        doc.ents = [doc.char_span(text.index(name), text.index(name) + len(name), label=label) for name, label in ents]
        for token in doc:
            token.is_sent_start = token.i == 0
        for component in components:
            component.decide(Decisions.of(rows).rows)
            doc = component(doc)
        return doc

    return run


def found(doc):
    return [(entity.name, entity.type, [mention.text for mention in entity.mentions]) for entity in doc._.entities]


OVI = ("aliases", "Orvane", "ORG", "Ovi")


@pytest.mark.parametrize(
    ("rows", "text", "ents", "expected"),
    [
        pytest.param([OVI], "Ovi grew.", [], [("Orvane", "ORG", ["Ovi"])], id="unseen"),
        pytest.param([OVI], "Ovi grew.", [("Ovi", "PERSON")], [("Orvane", "ORG", ["Ovi"])], id="of-another-type"),
        pytest.param([OVI], "Ovi of Orvane.", [("Orvane", "ORG")], [("Orvane", "ORG", ["Ovi", "Orvane"])], id="one"),
        pytest.param([OVI], "ovi, OVI and Ovine grew.", [], [], id="as-written-and-whole"),
        pytest.param([OVI], "The Ovi-based firm; neo-Ovi; Ovi-7.", [], [("Orvane", "ORG", ["Ovi"])], id="hyphens"),
        pytest.param(
            [OVI], "Ovi Records grew.", [("Ovi Records", "ORG")], [("Ovi Records", "ORG", ["Ovi Records"])], id="part"
        ),
        pytest.param(
            [OVI, ("aliases", "Lux", "PRODUCT", "Ovi Lux")],
            "Ovi made the Ovi\nLux.",
            [],
            [("Orvane", "ORG", ["Ovi"]), ("Lux", "PRODUCT", ["Ovi\nLux"])],
            id="longest",
        ),
        pytest.param(
            [OVI, ("aliases", "Lumen", "ORG", "Ovi Labs")],
            "Ovi and Ovi Labs.",
            [],
            [("Orvane", "ORG", ["Ovi"]), ("Lumen", "ORG", ["Ovi Labs"])],
            id="two-listed-are-two",
        ),
        pytest.param(
            [("forbid", "Orvane", "ORG", "Orvane Group")],
            "Orvane Group met Orvane.",
            [("Orvane Group", "ORG"), ("Orvane.", "ORG")],
            [("Orvane Group", "ORG", ["Orvane Group"]), ("Orvane.", "ORG", ["Orvane."])],
            id="forbidden",
        ),
        pytest.param(
            [("ignore", "Orvane Group", "ORG", "")],
            "Orvane Group and OG met Lumen.",
            [("Orvane Group", "ORG"), ("OG", "ORG"), ("Lumen", "ORG")],
            [("Lumen", "ORG", ["Lumen"])],
            id="ignored-with-its-short-form",
        ),
        pytest.param(
            [("ignore", "OG", "", "")],
            "Orvane Group and OG.",
            [("Orvane Group", "ORG"), ("OG", "ORG")],
            [("Orvane Group", "ORG", ["Orvane Group"])],
            id="one-name-ignored",
        ),
        pytest.param(
            [("ignore", "Orvane", "PERSON", "")],
            "Orvane grew.",
            [("Orvane", "ORG")],
            [("Orvane", "ORG", ["Orvane"])],
            id="ignored-as-another-type",
        ),
    ],
)
def test_names_of_an_article(analyse, rows, text, ents, expected):
    assert found(analyse(rows, text, *ents)) == expected


def test_aliases_say_where_they_come_from(analyse):
    doc = analyse([OVI], "Orvane grew, Ovi said.", ("Orvane", "ORG"))
    (entity,) = doc._.entities
    assert [(mention.kind, mention.source, mention.reason) for mention in entity.mentions] == [
        ("name", "", ""),
        ("alias", "list.aliases", "list of aliases"),
    ]


def test_what_is_ignored_is_no_name_any_more(analyse):
    doc = analyse([("ignore", "Orvane", "", "")], "Orvane met Lumen.", ("Orvane", "ORG"), ("Lumen", "ORG"))
    assert [ent.text for ent in doc.ents] == ["Lumen"]
    assert facts(Article("d1", doc.text), doc).ignored == [("ORG", "Orvane")]


def test_a_saved_component_keeps_its_lists(components):
    listed, _ = components
    listed.decide([OVI])
    other = ListedNames(spacy.blank("en"), "dateline_lists").from_bytes(listed.to_bytes())
    assert other.decisions == listed.decisions


# ---- the corpus ----


def entity(type_, name, *aliases, ground=""):
    return Form(type_, name, aliases, str(ground))


def rows_of(entities, *rows):
    """Return the rows of the entity tables, name -> names of the articles' entities, one article an entity."""
    results = []
    for order in (entities, entities[::-1]):
        joined = join(Counter(order), Decisions.of(rows))
        by_id = {}
        for form in order:
            by_id.setdefault((joined[form].name, joined[form].id), []).append(form.name)
        results.append(sorted((name, sorted(names)) for (name, _), names in by_id.items()))
    assert results[0] == results[1]
    return results[0]


FULL, SHORT = entity("ORG", "Orvane Motor Works", "OMW"), entity("ORG", "OMW")


@pytest.mark.parametrize(
    ("entities", "rows", "expected"),
    [
        pytest.param(
            [entity("ORG", "Lumen"), entity("ORG", "Lux Co."), entity("ORG", "Quill")],
            [("merge", "Lumen", "ORG", "Quill"), ("merge", "Quill", "ORG", "Lux")],
            [("Lux", ["Lumen", "Lux Co.", "Quill"])],
            id="chain",
        ),
        pytest.param(
            [entity("ORG", "Lumen")], [("merge", "Lumen", "ORG", "Lux")], [("Lux", ["Lumen"])], id="target-unseen"
        ),
        pytest.param(
            [entity("ORG", "Lumen"), entity("ORG", "Lux Labs", "Lux")],
            [("merge", "Lumen", "ORG", "Lux")],
            [("Lux", ["Lumen", "Lux Labs"])],
            id="target-is-an-alias",
        ),
        pytest.param(
            [entity("ORG", "Lumen"), entity("PRODUCT", "Lumen")],
            [("merge", "Lumen", "ORG", "Lux")],
            [("Lumen", ["Lumen"]), ("Lux", ["Lumen"])],
            id="of-its-type-only",
        ),
        pytest.param(
            [FULL, SHORT], [("forbid", "OMW", "ORG", "Orvane Motor Works")], [("OMW", ["OMW"])], id="no-abbreviation"
        ),
        pytest.param(
            [FULL, SHORT, entity("ORG", "Oslo Mint")],
            [("merge", "OMW", "ORG", "Oslo Mint")],
            [("Orvane Motor Works", ["Orvane Motor Works"]), ("Oslo Mint", ["OMW", "Oslo Mint"])],
            id="merge-before-abbreviation",
        ),
        pytest.param(
            [FULL, SHORT],
            [("merge", "Orvane Motor Works", "ORG", "OMW")],
            [("OMW", ["OMW", "Orvane Motor Works"])],
            id="against-the-abbreviation",
        ),
        pytest.param(
            [entity("ORG", "Orvane AG"), entity("ORG", "Orvane Ltd"), entity("ORG", "Orvane AG")],
            [("forbid", "Orvane AG", "ORG", "Orvane Ltd")],
            [("Orvane AG", ["Orvane AG", "Orvane AG"]), ("Orvane Ltd", ["Orvane Ltd"])],
            id="apart-by-legal-form",
        ),
        pytest.param(
            [entity("PLACE", "Bombay", ground=1), entity("PLACE", "Mumbai", ground=1)],
            [("forbid", "Bombay", "PLACE", "Mumbai")],
            [("Bombay", ["Bombay"]), ("Mumbai", ["Mumbai"])],
            id="apart-in-one-place",
        ),
        pytest.param(
            [entity("PLACE", "Paris", ground=1), entity("PLACE", "Paris", ground=2), entity("PLACE", "Paris")],
            [("aliases", "Paris", "PLACE", "City of Light")],
            [("Paris", ["Paris", "Paris", "Paris"])],
            id="a-listed-name-is-one-row",
        ),
        pytest.param(
            [entity("ORG", "Orvane Ltd"), entity("ORG", "Orvane Ltd"), entity("ORG", "Orvane")],
            [("aliases", "Orvane", "ORG", "Ovi")],
            [("Orvane", ["Orvane", "Orvane Ltd", "Orvane Ltd"])],
            id="named-as-listed",
        ),
    ],
)
def test_rows_of_the_corpus(entities, rows, expected):
    found = rows_of(entities, *rows)
    assert [row for row in found if row in expected] == expected
    assert sum(len(names) for _, names in found) == len(entities)


def test_merged_rows_have_the_id_of_the_target_and_a_reason():
    lumen, lux = entity("ORG", "Lumen"), entity("ORG", "Lux")
    alone = join({lumen: 1, lux: 1})
    merged = join({lumen: 1, lux: 1}, Decisions.of([("merge", "Lumen", "ORG", "Lux")]))
    assert merged[lumen].id == merged[lux].id == alone[lux].id
    assert (merged[lumen].reason, merged[lux].reason) == ("list of merges", "")


# ---- a run ----

NEWS = "Zephyra will buy Lumen Labs Inc. Zep and Brisk Motors Ltd. met on Monday."


def test_extract_with_lists(tmp_path, read):
    """This one loads a pipeline of its own: lists are given to it as it is loaded."""
    (tmp_path / "one.txt").write_text(NEWS)
    (tmp_path / "two.txt").write_text("Lumen Laboratories Inc. sued Zep. Reuters sued Zep.")
    read(
        aliases="Zephyra,ORG,Zep\nZephyra,ORG,\nNix,ORG,Nixx",
        merge="Lumen Laboratories,ORG,Lumen Labs",
        ignore="Brisk Motors,ORG\nReuters,",
    )
    out = tmp_path / "out"
    options = [word for kind in ("aliases", "merge", "ignore") for word in (f"--{kind}", tmp_path / f"{kind}.csv")]
    texts = [tmp_path / "one.txt", tmp_path / "two.txt"]
    arguments = ["extract", *texts, "--out", out, "--date", "2021-03-02", *options]
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    assert f"dateline: {tmp_path / 'aliases.csv'}: 1 of 3 rows matched nothing" in done.stderr
    names = pd.read_csv(out / "organisations.csv").set_index("name")
    assert set(names.index) == {"Zephyra", "Lumen Labs"}
    mentions = pd.read_csv(out / "mentions.csv").fillna("")
    zephyra = mentions[mentions["entity_id"] == names.loc["Zephyra", "entity_id"]]
    assert list(zephyra["text"]) == ["Zephyra", "Zep", "Zep", "Zep"]
    assert set(mentions.loc[mentions["text"].str.startswith("Lumen Labo"), "reason"]) == {"list of merges"}
    lawsuits = pd.read_csv(out / "events.csv").query("type == 'lawsuit'")
    assert list(lawsuits["agents"]) == ["Lumen Labs"]
    used = {entry["list"]: entry for entry in json.loads((out / "run.json").read_text())["lists"]}
    assert [used[kind]["matched"] for kind in ("aliases", "merge", "ignore")] == [2, 1, 2]
    assert used["aliases"]["unmatched"] == [["Nix", "ORG", "Nixx"]]
    assert len(used["merge"]["sha256"]) == 64


LISTS = {
    "aliases": "name,type,alias\nZephyra,ORG,Zep",
    "merge": "name,type,into\nZephyra,ORG,Zephyra Air",
    "forbid": "name,type,other\nZephyra,ORG,Lumen Labs",
    "ignore": "name,type\nBrisk Motors,ORG",
}


@pytest.fixture
def lists(tmp_path):
    for kind, text in LISTS.items():
        (tmp_path / f"{kind}.csv").write_text(text)
    return {kind: tmp_path / f"{kind}.csv" for kind in LISTS}


def test_explain_names_the_row_that_decided(tmp_path, lists):
    (tmp_path / "one.txt").write_text(NEWS)
    options = [str(word) for kind, path in lists.items() for word in (f"--{kind}", path)]
    done = CliRunner().invoke(app, ["explain", str(tmp_path / "one.txt"), *options])
    assert done.exit_code == 0, done.output
    told = done.stdout.replace(f"{tmp_path}/", "")
    assert "'Zep'  E1  ORG  alias  -> Zephyra  because list of aliases (aliases.csv:2: Zephyra,ORG,Zep)" in told
    assert "E1 Zephyra is one with Zephyra Air  because --merge (merge.csv:2: Zephyra,ORG,Zephyra Air)" in told
    assert "E1 Zephyra and E2 Lumen Labs Inc. are two  because --forbid (forbid.csv:2:" in told
    assert "'Brisk Motors Ltd.' (ORG) is no entity  because --ignore (ignore.csv:2: Brisk Motors,ORG)" in told


def test_lists_in_python_are_files_or_rows(lists):
    """As above, a pipeline of its own; what it was loaded with is kept, so `extract` need not be told again."""
    nlp = dateline.load(
        aliases=[("Zephyra", "ORG", "Zep")], merge=str(lists["merge"]), ignore=[lists["ignore"], ("Nix",)]
    )
    tables = dateline.extract([NEWS], nlp=nlp)
    assert set(tables["organisations"]["name"]) == {"Lumen Labs Inc.", "Zephyra Air"}
    assert "list of aliases; list of merges" in set(tables["mentions"]["reason"])
    with pytest.raises(DatelineError, match=r"dateline.load\(\)"):
        dateline.extract([NEWS], nlp=nlp, ignore=[("Zephyra", "ORG")])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({"merge": [("A", "ORG", "B"), ("B", "ORG", "A")]}, "merge, row 2: a cycle", id="cycle"),
        pytest.param({"ignore": [("Ay", "FIRM")]}, "ignore, row 1: the type FIRM", id="type"),
        pytest.param({"aliases": [("Ay", "ORG", "A", "")]}, "aliases, row 1: 4 cells", id="cells"),
        pytest.param({"aliases": [(), ("Ay", "ORG")]}, "aliases, row 1: name and alias", id="empty"),
    ],
)
def test_mistakes_in_rows_have_their_number(given, message):
    with pytest.raises(ListError, match=message):
        read_lists(given)


def test_a_wrong_list_is_one_line_and_status_2(tmp_path):
    (tmp_path / "a.txt").write_text(NEWS)
    (tmp_path / "m.csv").write_text("name,type,into\nA,ORG,B\nB,ORG,A\n")
    arguments = ["extract", "a.txt", "--out", "out", "--merge", tmp_path / "m.csv"]
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 2
    assert f"dateline: {tmp_path / 'm.csv'}:3: a cycle" in done.stderr
