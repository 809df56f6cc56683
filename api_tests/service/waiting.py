"""Waiting for what the service does in the background."""

import time

from fastapi.testclient import TestClient


def wait_for_job(client: TestClient, job_id: str, seconds: float = 30) -> dict[str, object]:
    """The job when it has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        body: dict[str, object] = client.get(f"/api/v1/jobs/{job_id}").json()
        if body["ended"]:
            return body
        time.sleep(0.05)
    raise TimeoutError(job_id)


def wait_for_view(client: TestClient, seconds: float = 10) -> None:
    """Until the published view has every change."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        state = client.get("/readyz").json()
        if all(index["behind"] == 0 for index in state["indexes"].values()):
            return
        time.sleep(0.02)
    raise TimeoutError("the indexes did not catch up")
