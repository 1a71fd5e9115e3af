"""The product's truth as plain Python and data: no Django, no database, no files written."""
