"""Talks to one of our measuring programs and takes turns with a reference implementation.

Line protocol: one request line in, one JSON object with `ms` (CPU milliseconds of the working thread) out.
"""

import json
import statistics
import subprocess
import time


class Peer:
    """A running measuring program of ours."""

    def __init__(self, command: list, env: dict | None = None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )

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


def take_turns(contenders: dict, rounds: int, turns: int, warm_up: int = 2) -> dict:
    """Times of functions that return milliseconds each, called in turns so that all meet the same machine.

    A round is the median of `turns` calls of each. For each contender the median of the rounds and their spread; under
    `ratios`, for each contender but `ours`, our time divided by its, round by round.
    """
    for _ in range(warm_up):
        for call in contenders.values():
            call()
    medians = {who: [] for who in contenders}
    for _ in range(rounds):
        taken = {who: [] for who in contenders}
        for turn in range(turns):
            # Who goes first changes, so that none always finds the same other's cache.
            order = list(contenders)
            shift = turn % len(order)
            for who in order[shift:] + order[:shift]:
                taken[who].append(contenders[who]())
        for who, times in taken.items():
            medians[who].append(statistics.median(times))
    ratios = {
        who: spread([ours / other for ours, other in zip(medians["ours"], others)])
        for who, others in medians.items()
        if who != "ours"
    }
    return {**{who: spread(times) for who, times in medians.items()}, "ratios": ratios}


def spread(values: list[float]) -> dict:
    """The median of some measurements, the lowest and the highest."""
    return {"median": round(statistics.median(values), 4), "low": round(min(values), 4), "high": round(max(values), 4)}
