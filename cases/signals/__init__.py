"""Signals: what comes in, what is decided on it, and how it becomes a case or joins one."""
