# One image for the worker, the migration and the terminal. Built in stages: the last one holds no compiler, no pip
# cache and no test tools, and runs as an ordinary user on a file system that may be read-only.

FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# Libraries first: this layer changes only when the lock does.
COPY pyproject.toml requirements.lock ./
COPY deployment/part_of_lock.py deployment/
RUN python -m venv /opt/parley && python -m venv /opt/builder \
    && python deployment/part_of_lock.py > runtime.lock \
    && python deployment/part_of_lock.py hatchling > build.lock \
    && /opt/parley/bin/python -m pip install --require-hashes -r runtime.lock \
    && /opt/builder/bin/python -m pip install --require-hashes -r build.lock
COPY . .
RUN /opt/builder/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/parley/bin/python -m pip install --no-deps --no-index /wheel/*.whl \
    && /opt/parley/bin/python -m pip uninstall --yes pip

FROM python:3.13-slim-trixie
RUN groupadd --system --gid 10001 parley \
    && useradd --system --uid 10001 --gid parley --no-create-home --home-dir /app --shell /usr/sbin/nologin parley
COPY --from=build /opt/parley /opt/parley
COPY procedures /app/procedures
COPY scenarios /app/scenarios
ENV PATH=/opt/parley/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
USER 10001:10001
STOPSIGNAL SIGTERM
CMD ["python", "-m", "worker"]
