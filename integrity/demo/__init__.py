"""The demo register: fictional cases and people, made through the same actions as a person's work.

Its counts for 2017 and 2018 are those of the police's release of January 2019 (`numbers.py` says which); the rest is
invented.
"""
