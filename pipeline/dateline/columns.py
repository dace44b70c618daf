"""The tables and their columns: name, dtype, meaning and key of each, said once.

README's table of columns, the frictionless `schema.json` beside the files and the frames themselves are made from this.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# Between the items of a list cell.
SEPARATOR = "; "
# dtype -> what pandas keeps the column as. `list` is a text whose items are joined by "; ".
PANDAS = {"string": "string", "date": "string", "list": "string", "integer": "Int64", "number": "Float64"}


@dataclass(frozen=True)
class Column:
    """One column. `key` is `primary`, the `table.column` it points to, or empty; a list may point to several rows."""

    name: str
    meaning: str
    dtype: str = "string"
    key: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, and its columns in their order in the file."""

    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    @property
    def primary(self) -> list[str]:
        """The columns that together name a row; rows are sorted by them."""
        return [column.name for column in self.columns if column.key == "primary"]


DOC = Column("doc_id", "the article", key="documents.doc_id")
RULE = Column("rule", "id of the rule that made the row")
CONFIDENCE = Column("confidence", "between 0 and 1: how often such rows are right on the gold", "number")
EVIDENCE = (
    Column("evidence", "the sentence that says so"),
    Column("evidence_start", "where that sentence begins in the text", "integer"),
    Column("evidence_end", "where it ends (exclusive)", "integer"),
)
WHEN = (
    Column("date_start", "first day of that date", "date"),
    Column("date_end", "last day of that date", "date"),
    Column("date_precision", "day, week, weekend, month, quarter, half, season, year, decade, century or interval"),
    Column("date_basis", "where the date comes from: text, publication or none"),
    Column("date_text", "the time expression, where there is one"),
)
STATUS = (
    Column("status", "occurred, ongoing, planned, possible, cancelled or denied"),
    Column("factuality", "FactBank's value: CT+, PR+, PS+, CT-, PR-, PS- or Uu"),
    Column("reported_by", "names of those to whom the text attributes it", "list"),
)
ENTITY = (
    Column("entity_id", "made from type and name", key="primary"),
    Column("name", "the full form that most articles use"),
    Column("type", "ORG, PERSON, PLACE, PRODUCT, WORK or NAMED_EVENT"),
    Column("subtype", "of a place: country, region, city, facility or natural"),
    Column("aliases", "its other names in these articles", "list"),
    Column("n_mentions", "rows in mentions.csv", "integer"),
    Column("n_docs", "articles that mention it", "integer"),
    Column("doc_ids", "those articles", "list", "documents.doc_id"),
    Column("first_seen", "earliest publication date among them", "date"),
    Column("last_seen", "latest publication date among them", "date"),
    Column("confidence", "that of its surest mention", "number"),
)
COUNTRY = Column("country_code", "ISO 3166 code of the country, where known")
ANY_ENTITY = "organisations.entity_id"

TABLES: dict[str, Table] = {
    "documents": Table(
        "an article that was read, also one that failed",
        (
            Column("doc_id", "the input's own id, or one made from the text", key="primary"),
            Column("path", "the file it was read from"),
            Column("title", "the headline"),
            Column("published", "publication date; relative dates are resolved against it", "date"),
            Column("published_source", "where that was read: header, metadata, dateline, url, option or none"),
            Column("source", "agency or site"),
            Column("url", "address of the article"),
            Column("language", "ISO 639-1 code"),
            Column("n_chars", "code points of the text", "integer"),
            Column("n_sentences", "sentences", "integer"),
            Column("n_tokens", "tokens", "integer"),
            Column("n_events", "rows in events.csv", "integer"),
            Column(
                "duplicate_of", "the earliest article that it repeats, word for word or nearly", key="documents.doc_id"
            ),
            Column("status", "ok, skipped or error"),
            Column("error", "why it was skipped or failed"),
            Column("encoding", "the encoding that the file was read in"),
        ),
    ),
    "organisations": Table("a distinct ORG over all articles", (*ENTITY, COUNTRY)),
    "people": Table("a distinct PERSON over all articles", ENTITY),
    "places": Table(
        "a distinct PLACE over all articles",
        (
            *ENTITY,
            COUNTRY,
            Column("admin1", "the first-level division (state, province) that it lies in"),
            Column("geonames_id", "its number in GeoNames", "integer"),
            Column("latitude", "degrees north", "number"),
            Column("longitude", "degrees east", "number"),
        ),
    ),
    "products": Table(
        "a distinct PRODUCT over all articles",
        (*ENTITY, Column("makers", "names of the organisations that make it", "list")),
    ),
    "works": Table("a distinct WORK or NAMED_EVENT over all articles", ENTITY),
    "events": Table(
        "a thing that happened, is happening or is planned, as one article tells it",
        (
            Column("event_id", "made from article, type and trigger", key="primary"),
            DOC,
            Column("type", "the type of event"),
            Column("trigger", "the word that tells it"),
            Column("trigger_start", "where the trigger begins in the text", "integer"),
            Column("trigger_end", "where it ends (exclusive)", "integer"),
            Column("agents", "names of the participants that act", "list"),
            Column("objects", "names of the other participants", "list"),
            Column("place", "where, by name", "list"),
            Column("date", "when: one EDTF/ISO value as precise as the text is"),
            *WHEN,
            *STATUS,
            Column("amount", "sum of money", "number"),
            Column("currency", "its ISO 4217 code"),
            Column("percent", "a percentage", "number"),
            Column("count", "how many", "integer"),
            *EVIDENCE,
            RULE,
            CONFIDENCE,
            Column("cluster_id", "the happening: the event that told it first, over all articles"),
            Column("triggers", "further triggers, as start-end", "list"),
            Column("metric", "what was measured: profit, revenue, sales ..."),
            Column("period", "the time that a result or forecast covers"),
            Column("position", "the post that is taken, left or stood for"),
            Column("casualties", "people killed", "integer"),
            Column("injured", "people hurt", "integer"),
            Column("cause", "what somebody died of"),
            Column("charge", "what somebody is accused of"),
            Column("measure", "the law, rule, rate or tariff that a policy is about"),
            Column("score", "the result of a match"),
            Column("award", "the prize"),
            Column("stake", "the share that changes hands"),
            Column("amount_max", "upper end, where the sum of money is a range", "number"),
            Column("percent_max", "upper end, where the percentage is a range", "number"),
        ),
    ),
    "event_participants": Table(
        "an entity in a role of an event",
        (
            Column("event_id", "the event", key="events.event_id"),
            DOC,
            Column("role", "the part that it plays"),
            Column("entity_id", "the entity", key=ANY_ENTITY),
            Column("name", "its name"),
            Column("type", "its type"),
            Column("start", "where the words that fill the role begin in the text", "integer"),
            Column("end", "where they end (exclusive)", "integer"),
        ),
    ),
    "relations": Table(
        "a state between two entities, as one article tells it",
        (
            Column("relation_id", "made from article, type, names and sentence", key="primary"),
            DOC,
            Column("type", "the type of relation; it is read from head to tail"),
            Column("head_id", "the entity that it is said of", key=ANY_ENTITY),
            Column("head", "its name"),
            Column("head_type", "its type"),
            Column("tail_id", "the other entity", key=ANY_ENTITY),
            Column("tail", "its name"),
            Column("tail_type", "its type"),
            Column("position", "the post, of works_for"),
            Column("percent", "the share, of owns", "number"),
            Column("start", "since when it holds, where the text says so"),
            Column("end", "until when it held"),
            *EVIDENCE,
            RULE,
            CONFIDENCE,
        ),
    ),
    "mentions": Table(
        "a place in a text where an entity is meant",
        (
            DOC,
            Column("entity_id", "the entity", key=ANY_ENTITY),
            Column("type", "its type"),
            Column("text", "the words"),
            Column("start", "where they begin in the text", "integer"),
            Column("end", "where they end (exclusive)", "integer"),
            Column("kind", "name, alias, nominal (the company) or pronoun"),
            Column("source", "the rule or model that found it"),
            CONFIDENCE,
            Column("reason", "why it is that entity: first in its article, then over all articles", "list"),
        ),
    ),
    "dates": Table(
        "a time expression",
        (
            DOC,
            Column("text", "the words"),
            Column("start", "where they begin in the text", "integer"),
            Column("end", "where they end (exclusive)", "integer"),
            Column("type", "DATE, TIME, DURATION or SET"),
            Column("value", "the TIMEX3 value"),
            Column("mod", "the TIMEX3 modifier: START, MID, END, APPROX, BEFORE, AFTER ..."),
            Column("earliest", "first day that it spans", "date"),
            Column("latest", "last day that it spans", "date"),
            Column("anchor", "the date it was resolved against; none: it needed one and there was none"),
            RULE,
        ),
    ),
}

# Tables that are written where they are asked for.
ON_REQUEST: dict[str, Table] = {
    "predicates": Table(
        "a verb or event noun with a named agent or object, as one article tells it; `extract --predicates` writes it",
        (
            Column("predicate_id", "made from article, lemma and place", key="primary"),
            DOC,
            Column("lemma", "the base form of the verb, with its particle, or of the noun"),
            Column("pos", "VERB or NOUN"),
            Column("text", "the word as it stands in the text"),
            Column("start", "where it begins in the text", "integer"),
            Column("end", "where it ends (exclusive)", "integer"),
            Column("tense", "past, present, future, or empty for a noun and a form that is not finite"),
            Column("agents", "names of those who act", "list"),
            Column("agent_ids", "the same, as ids", "list", ANY_ENTITY),
            Column("objects", "names of what it is done to", "list"),
            Column("object_ids", "the same, as ids", "list", ANY_ENTITY),
            Column("others", "the other named participants, each with its preposition", "list"),
            Column("other_ids", "the same, as ids", "list", ANY_ENTITY),
            Column("date", "when: as in events.csv, or the day that the telling has reached"),
            *WHEN,
            *STATUS,
            *EVIDENCE,
        ),
    ),
}
ALL_TABLES = TABLES | ON_REQUEST

# Tables whose rows have no id of their own are in reading order.
ORDER = {
    "event_participants": ["event_id", "role", "start", "entity_id"],
    "mentions": ["doc_id", "start", "end", "entity_id"],
    "dates": ["doc_id", "start", "end"],
}
ENTITY_TABLES = {
    "ORG": "organisations",
    "PERSON": "people",
    "PLACE": "places",
    "PRODUCT": "products",
    "WORK": "works",
    "NAMED_EVENT": "works",
}


def columns_markdown() -> str:
    """Return the reference of all tables and columns as Markdown, ending in a newline."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    for name, table in ALL_TABLES.items():
        if name != "documents":
            yield ""
        yield f"### {name}.csv"
        yield ""
        yield f"A row is {table.row}."
        yield ""
        yield "| column | type | meaning |"
        yield "|---|---|---|"
        for column in table.columns:
            # An entity's id stands in the table of its type, so no single column can be named.
            to = "the table of its type" if column.key == ANY_ENTITY else column.key
            key = {"": "", "primary": " (key)"}.get(column.key, f" (-> {to})")
            yield f"| `{column.name}` | {column.dtype} | {column.meaning}{key} |"
