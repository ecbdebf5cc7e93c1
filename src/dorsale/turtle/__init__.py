"""Where is it written? The Turtle tree with files and lines, and the canonical way to write it."""

from dorsale.turtle.canonical import canonical, format_files
from dorsale.turtle.lexer import TurtleError
from dorsale.turtle.tree import Location, SourceFile, SyntaxProblem, Tree, read_files, read_tree

__all__ = [
    "Location",
    "SourceFile",
    "SyntaxProblem",
    "Tree",
    "TurtleError",
    "canonical",
    "format_files",
    "read_files",
    "read_tree",
]
