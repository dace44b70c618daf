"""`python -m dateline` is the command line."""

from dateline.cli import app

if __name__ == "__main__":
    app(prog_name="dateline")
