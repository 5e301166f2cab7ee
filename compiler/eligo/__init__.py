"""A compiler for the eligibility criteria of clinical trials."""

__version__ = "0.1.0"
