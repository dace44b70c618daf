import json
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.articles import ReadOptions, content_id, count_articles, read_articles, skipped_files
from dateline.errors import InputError
from dateline.types import Article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        *(("b.txt", "B."), ("a.md", "A."), ("sub/c", "C."), ("sub/deep/U.S. economy", "D."), ("z.htm", "<p>")),
        *((".hidden.txt", "no"), (".git/x.txt", "no"), ("photo.JPG", "no"), ("notes.pdf", "no")),
    }
    for name, text in files:
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "news"


def names(articles: list[Article], folder: Path) -> list[str]:
    return [Path(article.path).relative_to(folder).as_posix() for article in articles]


def test_folder_is_read_in_order(folder: Path) -> None:
    articles = list(read_articles([str(folder)]))
    assert names(articles, folder) == ["a.md", "b.txt", "z.htm", "sub/c", "sub/deep/U.S. economy"]
    assert [path.name for path in skipped_files([str(folder)])] == ["notes.pdf", "photo.JPG"]


def test_globs_and_files_in_the_order_given(folder: Path) -> None:
    articles = list(read_articles([str(folder / "z.htm"), str(folder / "*"), str(folder / "**" / "c")]))
    assert names(articles, folder) == [
        *("z.htm", "a.md", "b.txt", "sub/c", "sub/deep/U.S. economy", "z.htm", "sub/c"),
    ]


def test_recursive_glob_reads_each_file_once(folder: Path) -> None:
    assert len(list(read_articles([str(folder / "**")]))) == 5


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere.txt", "does not exist: give a file, a folder, a glob, or - for standard input"),
        ("*.nothing", "no file matches .*check the pattern"),
        ("empty", "no article in the folder .*; it is empty: give .txt"),
        ("pictures", r"no article in the folder .*; it holds only \.png: give \.txt"),
    ],
)
def test_inputs_that_cannot_be_read_at_all(tmp_path: Path, given: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").touch()
    (tmp_path / "a.txt").write_text("A.")
    with pytest.raises(InputError, match=message):
        read_articles([str(tmp_path / "a.txt"), str(tmp_path / given)])


def test_date_option_must_be_a_day(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--date 2019 is not a day: give it as YYYY-MM-DD"):
        read_articles([str(tmp_path)], ReadOptions(date="2019"))


def test_one_bad_file_does_not_stop_the_run(folder: Path) -> None:
    (folder / "aa.txt").symlink_to(folder / "gone")
    (folder / "ab.parquet").write_bytes(b"no parquet")
    articles = list(read_articles([str(folder), str(folder / "notes.pdf")]))
    errors = {Path(article.path).name: article for article in articles if article.error}
    assert set(errors) == {"aa.txt", "ab.parquet", "z.htm", "notes.pdf"}
    assert errors["aa.txt"].error == "cannot be read: No such file or directory"
    assert errors["aa.txt"].doc_id == content_id(errors["aa.txt"].path)
    assert errors["notes.pdf"].error.startswith("no reader for .pdf files")
    assert [article.text for article in articles if article.text] == ["A.", "B.", "C.", "D."]


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Callable[[], list[Article]]:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data)))
    return lambda: list(read_articles(["-"]))


@pytest.mark.parametrize("mark", [b"", b"\n ", b"\xef\xbb\xbf"])
def test_json_lines_from_standard_input(monkeypatch: pytest.MonkeyPatch, mark: bytes) -> None:
    read = stdin(monkeypatch, mark + b'{"text": "One."}\n{"text": "Two."}\n')
    assert [(article.text, article.path) for article in read()] == [("One.", "-"), ("Two.", "-")]
    assert not sys.stdin.buffer.closed


@pytest.mark.parametrize(
    ("data", "text", "error"), [(b"date 2019-06-05 Acme.\n", "Acme.", ""), (b"", "", "no text")], ids=["text", "empty"]
)
def test_text_from_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, text: str, error: str) -> None:
    (article,) = stdin(monkeypatch, data)()
    assert (article.text, article.error) == (text, error)


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w") as stream:
        stream.writelines(json.dumps({"text": f"No {number}."}) + "\n" for number in range(50_000))
    articles = read_articles([str(path)])
    assert next(articles).text == "No 0."
    articles.close()  # type: ignore[attr-defined]


def test_same_input_gives_the_same_articles(folder: Path) -> None:
    assert list(read_articles([str(folder)])) == list(read_articles([str(folder)]))


def test_count(folder: Path) -> None:
    assert count_articles([str(folder)]) == 5
    (folder / "l.jsonl").write_text('{"text": 1}\n\n{"text": 2}')
    pq.write_table(pa.table({"text": ["x"] * 10}), folder / "p.parquet")
    assert count_articles([str(folder)]) == 17
    (folder / "b.parquet").write_bytes(b"")
    assert count_articles([str(folder)]) == 18
    (folder / "x.csv").touch()
    assert count_articles([str(folder)]) is None
    assert count_articles(["-"]) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["txt", "jsonl", "json", "csv", "tsv", "parquet", "html", "warc", "gz", "zip"]),
    st.binary(max_size=200),
)
def test_no_bytes_stop_a_run(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    articles = list(read_articles([str(path)]))
    assert articles
    assert all(bool(article.text) != bool(article.error) for article in articles)


def test_impossible_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read|does not exist"):
        read_articles([str(tmp_path / ("x" * 5000))])
