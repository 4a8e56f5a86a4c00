"""What the admin pages show, as plain frozen values; none of them can hold a student's name."""
