"""Trains the recogniser from open data: `python -m dateline.training`. Nothing that runs in the pipeline imports it."""
