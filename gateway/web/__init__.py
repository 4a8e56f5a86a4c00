"""What browsers see: doors, page models, templates and words."""
