"""spaCy components, one a file, none importing another; `assemble.py` puts them in order."""
