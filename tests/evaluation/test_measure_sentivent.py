"""The measure of company events by sentence, on two sentences of our own in SENTiVENT's form."""

from pathlib import Path

from measure_sentivent import documents, joined, report

ROWS = """document_id\ttext\ttypes_event_unq
a\tNorvent Corp. shares rose 3 % on Monday .\t['SecurityValue']
a\tNorvent Corp. opened a plant in Leipzig .\t['Facility', 'Investment']
b\tRain fell .\t[]
"""


def test_tokens_are_joined() -> None:
    assert joined("Sun Inc . paid $ 4 ( twice ) , it 's said .") == "Sun Inc. paid $4 (twice), it's said."


def test_report(tmp_path: Path, pipeline) -> None:
    path = tmp_path / "sentences.tsv"
    path.write_text(ROWS, encoding="utf-8")
    assert len(list(documents(path, "even"))) == 1
    lines = report(pipeline, documents(path)).splitlines()
    assert [line.split()[:4] for line in lines[1:4]] == [
        ["Facility", "1", "1", "1"],
        ["Investment", "1", "0", "0"],
        ["SecurityValue", "1", "1", "1"],
    ]
    assert lines[-1] == "macro F1 66.7%"
