"""What generated validators import: pydantic and the standard library, nothing else of eligo."""

VERSION = "0.1.0"
