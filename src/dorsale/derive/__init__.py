"""What follows? Rules run to a fixpoint, and the labels of small nodes that nobody should have to write."""

from dorsale.derive.labels import label_small_nodes
from dorsale.derive.rules import Rule, RuleError, apply_rules, read_rules

__all__ = ["Rule", "RuleError", "apply_rules", "label_small_nodes", "read_rules"]
