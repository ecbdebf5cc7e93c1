"""What a check finds, and the report in which all findings stand: as text for people, as JSON for programs."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

__all__ = ["Failure", "Finding", "Report", "Severity", "display_path"]

Severity = Literal["error", "warning", "info"]

_SEVERITIES: Final[dict[Severity, dict[str, tuple[str, str]]]] = {
    "error": {"en": ("error", "errors"), "fr": ("erreur", "erreurs")},
    "warning": {"en": ("warning", "warnings"), "fr": ("avertissement", "avertissements")},
    "info": {"en": ("info", "infos"), "fr": ("info", "infos")},
}
_WORDS: Final = {
    "en": {
        "clean": "no findings",
        "in": "in",
        "files": "files",
        "triples": "triples",
        "colon": ": ",
        "failed": "could not run",
        "skipped": "not run before all files are Turtle",
    },
    "fr": {
        "clean": "rien à signaler",
        "in": "dans",
        "files": "fichiers",
        "triples": "triplets",
        "colon": " : ",
        "failed": "n’a pas pu être fait",
        "skipped": "pas fait tant qu’un fichier n’est pas du Turtle",
    },
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not right: where it is written, how bad it is, and what it is in each language."""

    path: Path
    line: int
    severity: Severity
    code: str
    message: Mapping[str, str]
    subject: str | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """By file and line, the worst first."""
        return str(self.path), self.line, list(_SEVERITIES).index(self.severity), self.code, self.message["en"]

    def as_text(self, language: str = "en") -> str:
        """``path:line: severity: message [code]``."""
        severity = _SEVERITIES[self.severity][language][0]
        colon = _WORDS[language]["colon"]
        return f"{display_path(self.path)}:{self.line}: {severity}{colon}{self.message[language]} [{self.code}]"

    def as_dict(self) -> dict[str, object]:
        """The form in JSON."""
        return {
            "path": display_path(self.path),
            "line": self.line,
            "severity": self.severity,
            "code": self.code,
            "message": dict(self.message),
            "subject": self.subject,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that could not run, and what to do about it."""

    check: str
    message: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found, and how long each check took (seconds)."""

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()
    skipped: tuple[str, ...] = ()
    files: int = 0
    triples: int = 0
    times: Mapping[str, float] = field(default_factory=dict)
    language: str = "en"

    @property
    def exit_status(self) -> int:
        """0 clean (infos do not count), 1 errors or warnings, 2 a check could not run."""
        if self.failures:
            return 2
        return int(any(finding.severity != "info" for finding in self.findings))

    def as_text(self, language: str | None = None) -> str:
        """The findings by file and line, hints before what has to be mended, then what did not run, and a sum."""
        language = language or self.language
        colon = _WORDS[language]["colon"]
        weighty = sorted(self.findings, key=lambda finding: finding.severity != "info")
        lines = [finding.as_text(language) for finding in weighty]
        for failure in self.failures:
            lines.append(f"{failure.check} {_WORDS[language]['failed']}{colon}{failure.message[language]}")
        if self.skipped:
            lines.append(f"{_WORDS[language]['skipped']}{colon}{', '.join(self.skipped)}")
        return "\n".join([*lines, self._summary(language)])

    def _summary(self, language: str) -> str:
        words = _WORDS[language]
        counts = Counter(finding.severity for finding in self.findings)
        found = ", ".join(
            f"{counts[severity]} {names[language][counts[severity] > 1]}"
            for severity, names in _SEVERITIES.items()
            if counts[severity]
        )
        times = ", ".join(f"{name} {_decimal(seconds, language)} s" for name, seconds in self.times.items())
        read = f"{words['in']} {self.files} {words['files']} ({self.triples} {words['triples']})"
        return f"{found or words['clean']} {read}" + (f"{words['colon']}{times}" if times else "")

    def as_json(self) -> str:
        """All of it as a JSON object."""
        return json.dumps(
            {
                "exit_status": self.exit_status,
                "files": self.files,
                "triples": self.triples,
                "seconds": {name: round(seconds, 3) for name, seconds in self.times.items()},
                "skipped": list(self.skipped),
                "findings": [finding.as_dict() for finding in self.findings],
                "failures": [{"check": failure.check, "message": dict(failure.message)} for failure in self.failures],
            },
            ensure_ascii=False,
            indent=1,
        )


def _decimal(seconds: float, language: str) -> str:
    text = f"{seconds:.1f}"
    return text.replace(".", ",") if language == "fr" else text


def display_path(path: Path) -> str:
    """The path as people read it: from the current directory where it lies below that."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
