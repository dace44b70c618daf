"""dateline: facts from the news. Raw article text in, fact tables out.

`load()` gives the spaCy pipeline, `extract()` tables; `python -m dateline --help` the command line.
"""

__version__ = "0.1.0"
