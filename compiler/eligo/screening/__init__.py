"""Screening of participants: reading records, tallying verdicts, writing results. It knows no terminal."""
