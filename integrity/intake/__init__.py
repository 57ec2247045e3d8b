"""Import in the browser: a file comes in, is mapped, tried, imported, and can be taken back.

Spans both registers, and parses and writes nothing itself: it calls the same imports as the commands do.
"""
