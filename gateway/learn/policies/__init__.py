"""Rules of a school for levels, beside the estimator: chosen per course, named by formula, each exact."""

from gateway.learn.policies.formulas import FORMULAS, Tally
from gateway.learn.policies.rule import Rule, RuleError

__all__ = ["FORMULAS", "Rule", "RuleError", "Tally"]
