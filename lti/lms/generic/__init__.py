"""Any platform with LTI Advantage: roster, gradebook columns and scores by the standard services alone."""
