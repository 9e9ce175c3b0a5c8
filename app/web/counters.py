"""Counters of one process. Several processes of a machine are counted together where PROMETHEUS_MULTIPROC_DIR names a
folder that they share.
"""

from prometheus_client import Counter, Histogram

# By route, never by address: there are some hundred routes, and an address names a meeting or a person.
_requests = Counter("nennep_requests", "Requests answered", ["endpoint", "method", "status"])
_seconds = Histogram(
    "nennep_request_seconds", "Time to answer a request", ["method"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip


def count_request(endpoint: str, method: str, status: int, seconds: float) -> None:
    _requests.labels(endpoint, method, str(status)).inc()
    _seconds.labels(method).observe(seconds)
