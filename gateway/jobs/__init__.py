"""Background work in lanes: one table is the truth, runners only carry wake-ups (design.md 5)."""
