"""What follows? Rules run to a fixpoint, computations over the graph, and labels that nobody should have to write."""

from dorsale.derive.analysis import analyse
from dorsale.derive.labels import label_small_nodes
from dorsale.derive.rules import Rule, RuleError, apply_rules, read_rules

__all__ = ["Rule", "RuleError", "analyse", "apply_rules", "label_small_nodes", "read_rules"]
