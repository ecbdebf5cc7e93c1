"""Why a check could not run.

CheckError
├── ShapesError          an engine cannot read the shapes
├── QueryError           a hygiene query cannot be run
└── ReasonerError        the reasoner cannot read the ontology
    └── NotInstalledError    jars, Java or JPype are missing
"""

__all__ = ["CheckError", "NotInstalledError", "QueryError", "ReasonerError", "ShapesError"]


class CheckError(Exception):
    """A check could not run; says nothing about the Turtle."""


class ShapesError(CheckError):
    """An engine cannot read the shapes."""


class QueryError(CheckError):
    """A hygiene query cannot be run."""


class ReasonerError(CheckError):
    """The reasoner cannot read the ontology."""


class NotInstalledError(ReasonerError):
    """Something that the reasoner needs is not installed."""
