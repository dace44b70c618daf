"""Tables -> files. Each store writes a whole folder or nothing, the same bytes for the same tables."""
