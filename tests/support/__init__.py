"""What the core's tests share: databases, a clock, a small school, statements, and an LMS in memory."""
