"""Talks to one of our measuring programs and takes turns with a reference implementation.

Line protocol: one request line in, one JSON object with `ms` (CPU milliseconds of the working thread) out.
"""

import json
import statistics
import subprocess
import time


class Peer:
    """A running measuring program of ours."""

    def __init__(self, command: list[str]):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, request: str) -> dict:
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"error: {self.process.args[0]} stopped at `{request}`; run it by hand to see why")
        answer = json.loads(line)
        if "error" in answer:
            raise SystemExit(f"error: {self.process.args[0]} answered `{request}` with: {answer['error']}")
        return answer

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


def thread_ms(work) -> tuple[float, object]:
    """CPU milliseconds of this thread for one call, and what the call returned."""
    start = time.thread_time_ns()
    result = work()
    return (time.thread_time_ns() - start) / 1e6, result


def take_turns(ours, reference, rounds: int, warm_up: int = 3) -> dict:
    """Medians of two functions that return milliseconds each, called alternately so that both meet the same machine."""
    for _ in range(warm_up):
        ours()
        reference()
    ours_ms, reference_ms = [], []
    for number in range(rounds):
        # Who goes first changes, so that neither always finds the other's cache.
        first, second = (ours, reference) if number % 2 == 0 else (reference, ours)
        (ours_ms if first is ours else reference_ms).append(first())
        (ours_ms if second is ours else reference_ms).append(second())
    mine, theirs = statistics.median(ours_ms), statistics.median(reference_ms)
    return {"ours_ms": round(mine, 4), "reference_ms": round(theirs, 4), "ratio": round(mine / theirs, 3)}
