"""What differs between LMSs: one folder each, the same files in each, plain LTI Advantage as the default."""
