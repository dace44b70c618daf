"""Scores of facts against a gold annotation: readers, alignment, measures, lists of errors.

`read_facts` reads what is to be scored (an output folder with CSV tables, or gold files), `read_gold` the gold;
`evaluate` gives one row a measure and type, `errors` one row an error. Nothing here knows how the facts were found.

Every measure counts three things in each article and sums them over the articles: `gold` (what should be there),
`predicted` (what is there) and `right`. Precision is right / predicted, recall right / gold, F1 2 right / (gold +
predicted); a share of nothing is undefined (NaN). `low` and `high` bound F1: 95 % of 1000 bootstrap resamples of the
articles lie between them. The row of type `all` counts everything; `core` (names and entities) ORG, PERSON, PLACE and
PRODUCT together; the row of a type counts a pair as right only where both sides are of that type. "One to one" is a
matching that makes as many pairs as can be and, among those matchings, the closest pairs.

Articles are aligned by doc_id, then by content. Of an article that the prediction lacks, everything is missed; an
article that the gold lacks is not counted. Only layers that the gold annotates are scored: of TimeML and CoNLL-U the
dates.

    layer      measure  counted, and when it is right
    articles   found    the gold's articles. Right: in the prediction, read without an error
    names      exact    mentions by name or alias. Right: same start, end and type
    names      overlap  the same. Right, one to one: spans overlap, type equal
    entities   entity   entities with a name in the article. Right, one to one: type equal, and a mention span or a
                        canonical alias shared
    dates      strict   time expressions, creation times left out. Right: same start and end
    dates      relaxed  the same. Right, one to one (see below): spans overlap
    dates      type     the same. Right: relaxed, and TIMEX3 type equal
    dates      value    the same. Right: relaxed, and value equal
    relations  triple   different triples (type, head, tail). Right: type, head and tail the same, in either order
                        where the type is symmetric
    events     typed    events. Right, one to one: type equal; a trigger overlaps or is in the same sentence; a filler
                        of some role is the same entity
    events     untyped  the same, whatever the type. A type's row counts what is right of that type on both sides
    events     roles    pairs (role, entity) of the events that are right typed; `type` is the role
    events     date     events that are right typed. Right: the same date, or no date on either side
    events     status   events that are right typed. Right: the same status
    events     values   values of the events that are right typed; `type` is the value's name. Right: the same text,
                        or a number within 0.5 %

* Canonical: case, accents and punctuation do not count ("U.S." is "US"); legal forms do.
* The same entity (relations and events): each predicted entity stands for the entity of the gold with which it shares
  most mention spans, or else an alias. Its type does not matter, and several predicted entities may stand for one.
* The same sentence: a trigger of the gold lies in the evidence of the predicted event, or in the sentence of one of its
  triggers outside the evidence. Where there is no evidence, a regular expression cuts the sentences.
* The share of the gold's values that are equal is the recall of `values`. `date` and `status` have as many gold as
  predicted, so that precision, recall and F1 are all the share of equal ones.
* Dates are scored as by the toolkit of TempEval-3 (TimeML-Normalizer and evaluate_entities.py): expressions are paired
  one to one, in the order of the text, each with the first that overlaps and is free; types and values are compared as
  strings, nothing is equated; F1 of type and value is their share among the pairs times F1 of relaxed, which is the
  same as 2 right / (gold + predicted). The creation time, expressions outside `<TEXT>` and those without text do not
  count. The toolkit differs where it works on tokens: there two parts of one token overlap, here they do not; strict
  means equal text of a pair, which the same place implies; and an expression with a tag inside, on which the toolkit
  fails, counts here.
* Where a part of the dates is annotated (GUM's TEI dates, in CoNLL-U), predicted dates that overlap none of the gold's
  are left out. Recall is then what it says, precision of `value` the share of equal values among the overlapping
  dates, and F1 means little. `dateline.articles.conllu` says which values are made of TEI's.
* Factuality, `reported_by`, positions and percentages of relations are not scored.
"""

from dateline.evaluation.calibration import calibration, reliability
from dateline.evaluation.gold import GoldDocument, read_gold
from dateline.evaluation.predictions import read_facts, read_tables
from dateline.evaluation.report import errors, evaluate

__all__ = [
    "GoldDocument",
    "calibration",
    "errors",
    "evaluate",
    "read_facts",
    "read_gold",
    "read_tables",
    "reliability",
]
