"""Screening of participants: reads their records, runs the validators, reports the verdicts."""
