"""Academic standards: read frameworks from files, normalise codes, put items into reading order."""
