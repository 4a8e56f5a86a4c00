"""cmi5 as the system that launches it: course files, launches, what a unit may send, what is satisfied (cmi5 Quartz).

Nothing here knows databases, clocks or pages; `gateway.services.cmi5` keeps what came of it.
"""
