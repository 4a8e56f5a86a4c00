"""A school to try Waymark with: the sandbox's learning system, a course in one of three states, addresses to click."""
