"""cmi5 courses: who is enrolled, launches, what their units send, what is satisfied, waived, abandoned.

The rules are pure code in `xapi.formats.cmi5`; here they meet rows and the log. Registrations and sessions are inputs:
a rebuild keeps them.
"""
