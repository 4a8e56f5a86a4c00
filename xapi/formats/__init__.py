"""Files that activities come in: unpacked safely, recognised, and read; nothing here knows databases or pages.

A reader gets an `Archive` and returns what it found as `Described`; whatever is wrong is a `PackageError`.
"""
