"""The measure of references on small articles of our own, in MEANTIME's and in GUM's form."""

import json
from pathlib import Path

import pytest
from measure_coreference import GoldArticle, GoldMention, OurMention, count_references, read_gum, read_meantime

MEANTIME = [
    {"sent": 0, "tokens": [0], "text": "Calmar", "pos": "PROPN", "chain": "C1"},
    {"sent": 1, "tokens": [0, 1], "text": "company", "pos": "NOUN", "chain": "C1"},
    {"sent": 1, "tokens": [3], "text": "its", "pos": "PRON", "chain": "C1"},
    {"sent": 1, "tokens": [3, 4, 5, 6], "text": "Store", "pos": "PROPN", "chain": "C2"},
]
GUM = """# newdoc id = G
# newpar
# text = Chairman Ann Lund spoke.
1	Chairman	chairman	PROPN	NNP	_	4	nsubj	_	Entity=(1-person-new-cf1-1-coref
2	Ann	Ann	PROPN	NNP	_	1	flat	_	_
3	Lund	Lund	PROPN	NNP	_	1	flat	_	Entity=1)
4	spoke	speak	VERB	VBD	_	0	root	_	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	_	_

# text = She left the stage.
1	She	she	PRON	PRP	_	2	nsubj	_	Entity=(1-person-giv:act-cf1-1-ana)
2	left	leave	VERB	VBD	_	0	root	_	_
3	the	the	DET	DT	_	4	det	_	Entity=(2-object-new-cf2-2-sgl
4	stage	stage	NOUN	NN	_	2	obj	_	Entity=2)|SpaceAfter=No
5	.	.	PUNCT	.	_	2	punct	_	_
"""


def test_read_meantime(tmp_path: Path) -> None:
    sentences = [["Calmar", "grew", "."], ["The", "company", "opened", "its", "online", "Calmar", "Store", "."]]
    (tmp_path / "documents.jsonl").write_text(json.dumps({"doc": "A", "sentences": sentences}), encoding="utf-8")
    rows = (json.dumps({"doc": "A", **row}) for row in MEANTIME)
    (tmp_path / "entity_mentions.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (article,) = read_meantime(tmp_path)
    assert article.text == "Calmar grew.\n\nThe company opened its online Calmar Store."
    assert [(article.text[one.start : one.end], one.kind) for one in article.mentions] == [
        ("Calmar", "name"),
        ("company", "description"),
        ("its", "it"),
        ("Calmar Store", "name"),
    ]
    assert article.limit == len(article.text)


def test_read_gum(tmp_path: Path) -> None:
    (tmp_path / "g.conllu").write_text(GUM, encoding="utf-8")
    (article,) = read_gum(tmp_path)
    assert [(article.text[one.start : one.end], one.chain, one.kind) for one in article.mentions] == [
        ("Chairman Ann Lund", "1", "name"),
        ("She", "1", "he"),
        ("stage", "2", "description"),
    ]
    assert article.named() == {"1"}


GOLD = GoldArticle(
    "A",
    "Calmar sued Volta. It said the company paid.",
    (
        GoldMention(0, 6, "C1", "name"),
        GoldMention(12, 17, "C2", "name"),
        GoldMention(19, 21, "C1", "it"),
        GoldMention(31, 38, "C2", "description"),
    ),
    limit=50,
)
NAMES = [OurMention(0, 6, "E1", "name", False), OurMention(12, 17, "E2", "name", False)]
OURS = {
    "right": ([OurMention(19, 21, "E1", "it", False)], {("right", "it"): 1, ("ours", "it"): 1}),
    "wrong": ([OurMention(19, 21, "E2", "it", False)], {("ours", "it"): 1, ("wrong", "it"): 1}),
    "none": ([], {}),
    "several": ([OurMention(31, 38, "E2", "description", True)], {("right", "description"): 1}),
}


@pytest.mark.parametrize(("references", "expected"), OURS.values(), ids=list(OURS))
def test_count_references(references: list[OurMention], expected: dict[tuple[str, str], int]) -> None:
    counts = count_references(GOLD, [*NAMES, *references])
    wanted = {("gold", "it"): 1, ("gold", "description"): 1} | expected
    assert {key: count for key, count in counts.items() if count} == wanted
