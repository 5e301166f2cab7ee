"""Screening of participants: reading records, counting verdicts, writing results; no terminal."""
