"""Login, launch and keys of the LTI package."""
