"""The assembled pipeline: its order, its options, and that it can be saved."""

import subprocess
import sys
import warnings

import pytest
import spacy

from dateline.assemble import AFTER_PARSER, COMPONENTS, list_rules, load, unread_files
from dateline.errors import DatelineError
from dateline.paths import models_dir

TEXT = "Norvent Holdings AG will buy Ostrava Motors for $2 billion, the company said on Monday."


def analyse(nlp):
    doc = nlp.make_doc(TEXT)
    doc._.published = "2021-03-02"
    return nlp(doc)


def test_components_stand_where_the_data_flow_demands(pipeline):
    names = pipeline.pipe_names
    assert names.index("dateline_sentences") < names.index("parser")
    assert "ner" not in names
    assert names[names.index("lemmatizer") + 1 :] == list(AFTER_PARSER)


def test_saved_pipeline_finds_the_same_facts(pipeline, tmp_path):
    pipeline.to_disk(tmp_path)
    with warnings.catch_warnings():
        # A saved pipeline names the spaCy it was assembled with, so not even W095 may come up.
        warnings.simplefilter("error")
        saved = spacy.load(tmp_path)
    assert saved.meta["name"] == "dateline_md"
    assert analyse(saved).user_data == analyse(pipeline).user_data


def test_only_adds_what_is_named():
    nlp = load(only=["dateline_sentences"])
    assert [name for name in nlp.pipe_names if name in COMPONENTS] == ["dateline_sentences"]


def test_unknown_component_is_told_with_the_known_ones():
    with pytest.raises(DatelineError, match=r"dateline_dates; there are: dateline_sentences"):
        load(only=["dateline_dates"])


def test_missing_folder_is_told(tmp_path):
    with pytest.raises(DatelineError, match=r"nowhere: the folder of rules does not exist"):
        load([tmp_path / "nowhere"])


def test_files_that_no_component_reads_are_found(pipeline, tmp_path):
    for name in ("rules/relations.toml", "rules/event/mine.toml", "lexicons/event_roles.txt", "lexicons/titels.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    unread = [path.relative_to(tmp_path).as_posix() for path in unread_files(pipeline, tmp_path)]
    assert unread == ["lexicons/titels.txt", "rules/event/mine.toml"]


def test_every_shipped_rule_has_an_id_of_its_own():
    ids = [rule["id"] for rule in list_rules(models_dir())]
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("module", ["dateline", "dateline.cli"])
def test_importing_loads_nothing_heavy(module):
    script = f"import sys, {module}; print(sorted({{'spacy', 'pandas', 'numpy'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
