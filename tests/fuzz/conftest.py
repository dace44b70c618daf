"""What the tests of this folder share: how large inputs are, and how long they may take."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings

# Examples are slow to analyse, and the machine may be busy.
SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("fuzz", max_examples=25, derandomize=True, **SETTINGS)
settings.register_profile("fuzz-long", max_examples=2_000, **SETTINGS)


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples are tried."""
    settings.load_profile("fuzz-long" if config.getoption("fuzz") else "fuzz")


@pytest.fixture(scope="session")
def is_long(pytestconfig: pytest.Config) -> bool:
    """Tell whether this is the long run: inputs as large as the limits allow."""
    return bool(pytestconfig.getoption("fuzz"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where a block takes more of the processor's time."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 3 * seconds)
    started = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert time.process_time() - started < seconds


@pytest.fixture(name="within")
def within_fixture():
    return within
