"""What do we publish? A release: an immutable folder with everything that is served, built beside the old one."""

from dorsale.release.build import BuildError, build
from dorsale.release.folder import Bundle, Download, Dump, Release, ReleaseError
from dorsale.release.questions import Question, read_questions
from dorsale.release.search import Hit, Search

__all__ = [
    "BuildError",
    "Bundle",
    "Download",
    "Dump",
    "Hit",
    "Question",
    "Release",
    "ReleaseError",
    "Search",
    "build",
    "read_questions",
]
