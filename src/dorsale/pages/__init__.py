"""What do people see? Pages in English and French, made on the server, and the documents behind every IRI of ours."""

from dorsale.pages.problem import Problem
from dorsale.pages.render import words_of
from dorsale.pages.router import Pages, create_pages

__all__ = ["Pages", "Problem", "create_pages", "words_of"]
