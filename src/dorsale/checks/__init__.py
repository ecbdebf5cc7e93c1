"""Is it right? One call that runs every check over the Turtle tree and reports findings with file and line."""

from dorsale.checks.finding import Failure, Finding, Report, Severity
from dorsale.checks.messages import CODES
from dorsale.checks.report import CHECKS, check

__all__ = ["CHECKS", "CODES", "Failure", "Finding", "Report", "Severity", "check"]
