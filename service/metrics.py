"""Figures of a running service for Prometheus: counts and times, never a word of a document, a query or a key.

Labels hold route templates, methods, status classes and codes of our own, so that their number is bounded and an
address that nobody serves makes none.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
UNKNOWN = "unmatched"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Reading = Callable[[], Iterator[Metric]]
Values = Mapping[tuple[str, ...], float]
"""A value for each combination of labels."""


class Metrics:
    """The figures of one service, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "chuchu_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "chuchu_request_seconds",
            "Time until an answer began",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "chuchu_stage_seconds",
            "Time of a stage of the work",
            ("stage",),
            buckets=BUCKETS,
            registry=self._registry,
        )

    def look_up(self, reading: Reading) -> None:
        """Take in what is looked up whenever the figures are asked for."""
        self._registry.register(_Looked(reading))

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request; `route` is the template of its address, None where no route took it."""
        method = method if method in METHODS else "other"
        self._requests.labels(method, route or UNKNOWN, str(status)).inc()
        self._seconds.labels(method, route or UNKNOWN).observe(seconds)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Note how long a stage takes, whatever comes of it."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self._stages.labels(name).observe(time.perf_counter() - begin)

    def text(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self._registry)


class _Looked(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def collect(self) -> Iterator[Metric]:
        """Give the figures as they are now."""
        yield from self._reading()

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: a registry else collects once while the app is still being put together."""
        return iter(())


def gauge(name: str, told: str, values: Values, labels: tuple[str, ...] = ()) -> Metric:
    """A figure with a value for each combination of labels."""
    family = GaugeMetricFamily(f"chuchu_{name}", told, labels=labels)
    for given, value in values.items():
        family.add_metric(given, value)
    return family


def counter(name: str, told: str, values: Values, labels: tuple[str, ...]) -> Metric:
    """A count that only grows, kept elsewhere."""
    family = CounterMetricFamily(f"chuchu_{name}", told, labels=labels)
    for given, value in values.items():
        family.add_metric(given, value)
    return family
