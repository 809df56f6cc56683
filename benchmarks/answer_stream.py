"""How soon a stream of a running service tells its first event, and all of them: milliseconds, p50 and p95.

    python -m benchmarks.answer_stream --url http://127.0.0.1:8000 --questions FILE.jsonl

A line of the file is an object with `text`, the question.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import httpx

from benchmarks.needed import needed, service


def timed(client: httpx.Client, url: str, question: str) -> tuple[float, float]:
    """Milliseconds from sending a question to its first event and to its last."""
    began = time.perf_counter()
    first = 0.0
    body = {"question": question, "stream": True}
    with client.stream("POST", f"{url}/api/v1/ask", json=body) as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            if not first and line.startswith("event: "):
                first = time.perf_counter() - began
    return first * 1000, (time.perf_counter() - began) * 1000


def summary(values: list[float]) -> dict[str, float]:
    """p50 and p95 of some milliseconds."""
    cuts = statistics.quantiles(values, n=20)
    return {"p50": round(statistics.median(values), 1), "p95": round(cuts[-1], 1)}


def main() -> None:
    """Ask each question once, after a warm-up, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--questions", type=Path)
    given = parser.parse_args()
    asked: Path = needed(given.questions, "--questions FILE.jsonl, and a running service")
    questions = [json.loads(line)["text"] for line in asked.read_text("utf-8").splitlines() if line]
    service(given.url)
    with httpx.Client(timeout=30) as client:
        for question in questions[:3]:
            timed(client, given.url, question)
        times = [timed(client, given.url, question) for question in questions]
    first, whole = zip(*times, strict=True)
    told = {"questions": len(times), "first_event_ms": summary(list(first)), "whole_ms": summary(list(whole))}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
