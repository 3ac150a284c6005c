"""What a deployment decides. Read once, by whoever has a main(), then passed on as values."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

if TYPE_CHECKING:
    from temporalio.envconfig import ClientConnectConfig

STACK_FILE = "stack.json"
"""Where the local servers leave their addresses for other terminals, inside `home`."""

HERE = Path(__file__).parent


class NotConfigured(Exception):
    """No database is configured: {home} holds no running local stack, and DATABASE_URL is not set.

    Run `make up` in another terminal, or set DATABASE_URL (and TEMPORAL_ADDRESS).
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__((self.__doc__ or "").format(home=home))


class Addresses(BaseModel):
    """Where the servers are. Contains passwords: written only to files that their owner alone may read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    owner_url: str | None = None
    auditor_url: str | None = None
    temporal_address: str

    def environment(self) -> dict[str, str]:
        """The same as environment variables, for a process that one starts."""
        named = {
            "DATABASE_URL": self.database_url,
            "PARLEY_OWNER_URL": self.owner_url,
            "PARLEY_AUDITOR_URL": self.auditor_url,
            "TEMPORAL_ADDRESS": self.temporal_address,
        }
        return {name: value for name, value in named.items() if value}


def home() -> Path:
    """The folder of the local stack: PARLEY_HOME, or `.parley` in the checkout (elsewhere: in the current folder)."""
    if chosen := os.environ.get("PARLEY_HOME"):
        return Path(chosen).absolute()
    checkout = HERE if (HERE / "pyproject.toml").exists() else Path.cwd()
    return checkout / ".parley"


def addresses_in(folder: Path) -> Addresses | None:
    """:returns: what a local stack left in its folder; nothing where there is none, or where it is half-written"""
    try:
        return Addresses.model_validate_json((folder / STACK_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


class Settings(BaseSettings):
    """
    The environment of this process; what is absent there comes from the local stack.

    The local stack is one whole: once DATABASE_URL is set nothing of it is used, so that no process ever
    speaks to the database of one deployment and to the clockwork of another.

    :ivar database_url: the application's role; :ivar owner_url: the role that migrates; :ivar auditor_url: may read
    :raises NotConfigured: neither DATABASE_URL nor a local stack
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        env_ignore_empty=True,
        case_sensitive=True,  # else HOME would be taken for `home`
    )

    database_url: str = Field(alias="DATABASE_URL", repr=False)
    owner_url: str | None = Field(default=None, alias="PARLEY_OWNER_URL", repr=False)
    auditor_url: str | None = Field(default=None, alias="PARLEY_AUDITOR_URL", repr=False)
    temporal_address: str | None = Field(default=None, alias="TEMPORAL_ADDRESS")
    task_queue: str = Field(default="parley", alias="PARLEY_TASK_QUEUE")
    home: Path = Field(default_factory=home, alias="PARLEY_HOME")

    @model_validator(mode="before")
    @classmethod
    def _from_the_local_stack(cls, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("DATABASE_URL") or given.get("database_url"):
            return given
        folder = Path(given.get("PARLEY_HOME") or given.get("home") or home())
        stack = addresses_in(folder)
        if stack is None:
            raise NotConfigured(folder)
        return {**stack.environment(), **given}

    def temporal(self) -> "ClientConnectConfig":
        """How to connect: Temporal's own settings (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE ...), else the local stack."""
        from temporalio.envconfig import ClientConfig  # noqa: PLC0415 (most commands need no Temporal)

        known = {"TEMPORAL_ADDRESS": self.temporal_address} if self.temporal_address else {}
        return ClientConfig.load_client_connect_config(override_env_vars={**os.environ, **known})

    def environment(self) -> dict[str, str]:
        """These settings for a process that one starts; to be laid over `os.environ`."""
        named = {
            "DATABASE_URL": self.database_url,
            "PARLEY_OWNER_URL": self.owner_url,
            "PARLEY_AUDITOR_URL": self.auditor_url,
            "TEMPORAL_ADDRESS": self.temporal_address,
            "PARLEY_TASK_QUEUE": self.task_queue,
            "PARLEY_HOME": str(self.home),
        }
        return {name: value for name, value in named.items() if value}
