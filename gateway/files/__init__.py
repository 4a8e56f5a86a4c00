"""Files that students hand in: what they are, told by their bytes, and without what they say of whoever made them.

Nothing here decodes a picture or opens a document: parts of a file are kept or left out as they stand.
"""
