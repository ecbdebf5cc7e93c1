"""Every setting of Dorsale, once: its name, default and meaning.

The environment variable of a setting is ``DORSALE_`` and its name in capitals; ``HOST`` and ``PORT`` are also read
without the prefix. The command line's help and ``docs/settings.md`` are made from the same list.
"""

from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings", "project_root", "settings_table"]


def project_root() -> Path:
    """The folder that holds ``ontology/`` and ``data/``: the checkout, or the copy that the wheel carries."""
    packaged = Path(__file__).parent / "_graph"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


class Settings(BaseSettings):
    """The settings of one process, read when it is made and never at import; they do not change afterwards."""

    model_config = SettingsConfigDict(env_prefix="DORSALE_", frozen=True, populate_by_name=True)

    host: str = Field(
        default="127.0.0.1",
        validation_alias=AliasChoices("DORSALE_HOST", "HOST"),
        description="Address on which the server listens.",
    )
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("DORSALE_PORT", "PORT"),
        description="Port on which the server listens; 0 takes a free one.",
    )
    root: Path = Field(
        default_factory=project_root, description="Folder that holds ontology/ and data/, the input of check and build."
    )
    releases: Path = Field(
        default=Path("releases"), description="Folder of releases; `current` in it names the one that is served."
    )
    private: Path = Field(
        default=Path("private"), description="Folder of private releases, which `dorsale build --with` writes."
    )
    expose_private: bool = Field(
        default=False,
        description="Serve a private release to everybody who reaches HOST, be it no address of this machine alone.",
    )
    tell_agents: bool = Field(
        default=False,
        description="Let agents (MCP) read what overlays say; else they get the record alone.",
    )
    public_url: str = Field(
        default="",
        description="Address under which people reach the site, where a proxy stands in front "
        "(https://example.org/dorsale); empty: the address of the request.",
    )
    query_seconds: float = Field(
        default=10.0, gt=0, description="Wall-clock limit of one query; its worker is killed when it is reached."
    )
    query_bytes: int = Field(default=65_536, gt=0, description="Longest query text that is accepted, in bytes.")
    query_memory: int = Field(
        default=1_073_741_824, gt=0, description="Memory that one query may take beyond the loaded graph, in bytes."
    )
    memory_triples: int = Field(
        default=2_000_000, ge=0, description="Up to so many triples are held in memory; more are put on disk."
    )
    result_bytes: int = Field(
        default=200_000_000, gt=0, description="Longest result that is sent, in bytes; a longer one ends in an error."
    )
    reading_seconds: float = Field(
        default=30.0, gt=0, description="How long a client may take over 64 kB of an answer before it is broken off."
    )
    workers: int = Field(default=16, gt=0, description="Worker processes that answer queries at the same time.")
    long_workers: int = Field(
        default=2, gt=0, description="How many of them may work longer than 0.2 s of CPU time; as many as processors."
    )
    client_running: int = Field(default=2, gt=0, description="Queries of one client that run at the same time.")
    client_waiting: int = Field(
        default=8, ge=0, description="Queries of one client that may wait; more are refused with 429."
    )
    waiting: int = Field(
        default=512, ge=0, description="Queries that may wait for a worker; more are refused with 503."
    )
    cache_bytes: int = Field(default=268_435_456, ge=0, description="Answers that are remembered, in bytes together.")
    cached_bytes: int = Field(default=1_048_576, ge=0, description="Longest answer that is remembered, in bytes.")
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses, with commas between, whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )
    keys: Path | None = Field(
        default=None, description="File of keys that raise the limits, one a line (`dorsale key NAME` adds one)."
    )
    key_seconds: float = Field(default=30.0, gt=0, description="Wall-clock limit of one query asked with a key.")
    key_running: int = Field(default=8, gt=0, description="Queries of one key that run at the same time.")
    engine: str = Field(
        default="",
        description="Address of a store that answers in place of the embedded engine, loaded by `dorsale push`; "
        "empty: the embedded engine.",
    )
    engine_parameters: str = Field(
        default="",
        description="Parameters sent to that store with each query, as in an address; `{seconds}` and "
        "`{milliseconds}` stand for the time that the query has (`timeout={seconds}`).",
    )
    store_user: str = Field(
        default="", description="Name with which `dorsale push` and `sync` write to a store, and `serve` asks it."
    )
    store_password: SecretStr = Field(
        default=SecretStr(""), description="Password that goes with it, sent as the store asks for: digest or basic."
    )
    store_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token for a store, in place of name and password."
    )
    store_insecure: bool = Field(
        default=False, description="Send a password unencrypted to another machine if the store asks for it."
    )
    access_log: bool = Field(
        default=False, description="Write a line of JSON for each request to standard output; never the query."
    )


def settings_table() -> str:
    """The settings as a Markdown table: variable, default and meaning."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "the checkout" if field.default_factory else f"`{field.default}`" if str(field.default) else "empty"
        rows.append(f"| `DORSALE_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)
