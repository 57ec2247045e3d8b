"""Counts kept ahead, so that a page of figures takes as long with a million records as with ten thousand.

The history of records is what changes the numbers: a row of it that begins counts one more, one that ends counts one
less. `changes` notes them in the transaction of the write, `folding` adds them up later, `reading` puts both together,
and `building` counts anew and verifies. docs/decisions/0020 has the reasons.
"""
