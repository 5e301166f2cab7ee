"""From text to meaning: parsing, and the resolution of names, types and units."""
