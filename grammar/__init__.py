"""The grammar of the criteria language, read by the parser as package data."""
