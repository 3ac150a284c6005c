"""What can go wrong with the store, in words that other rooms may know. They never see asyncpg."""


class Unavailable(Exception):
    """The database cannot be reached or gave up on this call. Nothing was committed that was not acknowledged."""


class NotAdmitted(Unavailable):
    """The server answers, but does not let this login in: password, role or database are wrong."""


class StreamLocked(Exception):
    """A stream of the batch stayed locked by another writer beyond the lock timeout. Nothing was read or written."""


class Incompatible(Exception):
    """The database is not at the version that this code needs: migrations are pending, or a role is missing."""
