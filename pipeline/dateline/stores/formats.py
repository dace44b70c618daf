"""The names of the stores, as `--format` takes them."""

from collections.abc import Callable
from functools import partial

from dateline.errors import OutputError
from dateline.stores import Tables
from dateline.stores.csv_files import write_csv
from dateline.stores.files import Stage
from dateline.stores.parquet_files import write_parquet
from dateline.stores.sqlite_files import write_sqlite
from dateline.stores.xlsx_files import write_xlsx

# Each writes all tables into the stage and returns what a user is to be told, a line each.
Store = Callable[[Tables, Stage], list[str]]
STORES: dict[str, Store] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "sqlite": write_sqlite,
    "xlsx": write_xlsx,
}


def chosen(value: str, *, excel: bool = False) -> dict[str, Store]:
    """Return the stores that a list such as `csv,parquet` names; `excel` writes the CSV files as Excel wants them.

    Raises:
        OutputError: a name is unknown, or there is none.
    """
    names = list(dict.fromkeys(name.strip().casefold() for name in value.split(",") if name.strip()))
    known = ", ".join(STORES)
    if not names:
        raise OutputError(f"--format is empty; give one or more of {known}, with commas between")
    for name in names:
        if name not in STORES:
            raise OutputError(f"--format: there is no {name!r}; give one or more of {known}, with commas between")
    stores = STORES | {"csv": partial(write_csv, excel=excel)}
    return {name: stores[name] for name in names}
