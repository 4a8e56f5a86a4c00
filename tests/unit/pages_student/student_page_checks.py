"""All sample pages of this folder."""

import staff_samples
import student_samples

ALL = {**student_samples.PAGES, **staff_samples.PAGES, **staff_samples.ERRORS}
