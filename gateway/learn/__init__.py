"""The pure domain: from scored observations to mastery, and from mastery to the next choices.

evidence (a statement's score) -> tracer and fold (a learner's state) -> mastery (what a state says on a day)
-> policy and plan (the cards a learner chooses from); graph, grading, bands, draft and explain serve beside them.
Nothing here reads a clock, a file, a database or a random number, and nothing needs a third-party package.
"""
