"""LMS simulators and a synthetic school to try a tool against; loopback only, independent of the tool's own code."""
