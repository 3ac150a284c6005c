"""The pool, and what its failures are called outside. asyncpg stays in this room."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import asyncpg

from store.failures import NotAdmitted, StreamLocked, Unavailable

Connection = Any
"""An asyncpg connection out of the pool; it has no types of its own."""

BROKEN = (
    asyncpg.InternalClientError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    OSError,
    EOFError,
    TimeoutError,
)
"""After these nobody knows what state the connection is in: it is ended, never given back."""

WEATHER = (
    asyncpg.QueryCanceledError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # a database that takes no sessions while it is restored
    asyncpg.OperatorInterventionError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.TransactionRollbackError,
)
"""The connection is well, the database could not do it now."""

SETTINGS = {
    "application_name": "parley",
    "timezone": "UTC",
    "default_transaction_isolation": "read committed",  # a statement after a lock wait sees what it waited for
    "synchronous_commit": "on",  # a receipt is a promise
    "idle_in_transaction_session_timeout": "10s",  # a stuck writer would hold back every reader of the feed
    "client_connection_check_interval": "500ms",  # a statement whose caller has gone ends, wherever it waits
    "jit": "off",
}


async def _keep_nothing(_: Connection) -> None:
    """Sessions keep no state, so there is nothing to reset: one round trip less."""


async def open_connections(
    url: str, min_size: int, max_size: int, call_seconds: float
) -> "Connections":
    """:param call_seconds: how long any one call may take"""
    with failures():
        pool = await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            command_timeout=call_seconds,
            reset=_keep_nothing,
            server_settings=SETTINGS,
        )
    return Connections(pool)


class Connections:
    """
    The connections of a store. One that comes back whole stays at hand for the next caller: giving it back to the pool,
    and getting it again, takes longer than a short call. Whoever waits for the pool gets it through the pool.
    """

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._at_hand: list[Connection] = []
        self._waiting = 0

    async def take(self) -> Connection:
        while self._at_hand:
            connection = self._at_hand.pop()
            if _is_whole(connection):
                return connection
            await self._pool.release(connection)
        self._waiting += 1
        try:
            return await self._pool.acquire()
        finally:
            self._waiting -= 1

    async def give_back(self, connection: Connection) -> None:
        if self._waiting or not _is_whole(connection):
            await self._pool.release(connection)
        else:
            self._at_hand.append(connection)

    async def close(self) -> None:
        """Close, and end what does not close within two seconds."""
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())
        try:
            await asyncio.wait_for(self._pool.close(), 2)
        except TimeoutError:
            self._pool.terminate()


def _is_whole(connection: Connection) -> bool:
    """Whether it can be lent again. One that has ended was taken back by the pool, and answers nothing any more."""
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False


@contextmanager
def failures() -> Iterator[None]:
    """Give failures of the driver the names that other rooms know."""
    try:
        yield
    except (
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
    ) as cause:
        raise NotAdmitted(str(cause)) from cause
    except asyncpg.LockNotAvailableError as cause:
        raise StreamLocked(str(cause)) from cause
    except (*BROKEN, *WEATHER) as cause:
        raise Unavailable(f"{type(cause).__name__}: {cause}") from cause


@asynccontextmanager
async def lent(connections: Connections) -> AsyncIterator[Connection]:
    """
    Lend a connection. After a timeout, a cancellation or a connection error it is ended, not given back.

    :raises Unavailable: no connection can be had, or it broke
    :raises StreamLocked: a lock did not come free in time
    """
    with failures():
        connection = await connections.take()
        try:
            yield connection
        except (asyncio.CancelledError, *BROKEN):
            with suppress(asyncpg.InterfaceError):  # the pool may have taken it back already
                connection.terminate()
            raise
        finally:
            await connections.give_back(connection)
