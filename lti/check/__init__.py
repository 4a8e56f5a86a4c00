"""The connection check: each part of one registration asked about by itself, so that what is wrong is named."""
