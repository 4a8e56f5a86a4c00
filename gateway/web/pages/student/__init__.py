"""What the student's pages show, as plain frozen values, one module per page."""
