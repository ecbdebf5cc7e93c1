"""What do we publish? A release: an immutable folder with everything that is served, built beside the old one."""

from dorsale.release.build import BuildError, build
from dorsale.release.folder import Bundle, Download, Dump, Release, ReleaseError
from dorsale.release.overlay import OverlayError, add_overlays
from dorsale.release.questions import Question, read_questions
from dorsale.release.search import Hit, Search

__all__ = [
    "BuildError",
    "Bundle",
    "Download",
    "Dump",
    "Hit",
    "OverlayError",
    "Question",
    "Release",
    "ReleaseError",
    "Search",
    "add_overlays",
    "build",
    "read_questions",
]
