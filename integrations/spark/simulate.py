#!/usr/bin/env python3
"""What a job on 100 executors would take, simulated: how the model gets there, what slow nodes and
long prompts do, and how many rows a task should keep in flight.

Usage: simulate.py [SEED]     Needs Python 3.9, and nothing else. Prints the tables of docs/spark.md.
"""

import heapq
import math
import random
import sys

EXECUTORS = 100
CORES = 16  # slots for tasks of an executor
ROWS = 1_000_000
SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def distribution():
    """Seconds until the last executor has the model, by where it comes from."""
    print("model  | driver, 10 Gbit/s | store, 100 Gbit/s | each node's disk, 2 GB/s")
    for gigabytes in (0.5, 4, 20):
        driver = EXECUTORS * gigabytes / 1.25
        store = max(EXECUTORS * gigabytes / 12.5, gigabytes / 1.25)
        print(f"{gigabytes:>4} GB | {driver:17.0f} | {store:17.0f} | {gigabytes / 2:24.1f}")


def row_seconds(rng):
    """Seconds of a core for a row: a prompt and an answer, both log-normal."""
    prompt = min(4000, rng.lognormvariate(math.log(200), 1.0))
    answer = min(256, rng.lognormvariate(math.log(60), 0.8))
    return prompt / 400 + answer / 40


def tasks(partitions, rows):
    """Seconds of each task, if each takes rows that lie together."""
    size = len(rows) / partitions
    return [sum(rows[int(i * size) : int((i + 1) * size)]) for i in range(partitions)]


def makespan(work, speeds, speculation):
    """Seconds until the last task is done.

    Free cores take tasks in order. With speculation, a core that finds none takes a copy of the task
    that would end last, if it is over twice as long under way as the median task took.
    """
    free = [(0.0, core) for core in range(len(speeds))]
    heapq.heapify(free)
    ends = []
    for seconds in work:
        at, core = heapq.heappop(free)
        end = at + seconds / speeds[core]
        ends.append([end, at, seconds])
        heapq.heappush(free, (end, core))
    if speculation:
        median = sorted(end - at for end, at, _ in ends)[len(ends) // 2]
        for task in sorted(ends, reverse=True)[: len(ends) // 10]:
            at, core = free[0]
            begin = max(at, task[1] + 2 * median)
            end = begin + task[2] / speeds[core]
            if end < task[0]:
                heapq.heapreplace(free, (end, core))
                task[0] = end
    return max(end for end, _, _ in ends)


def stragglers():
    """How much longer a job takes than if all cores were busy to its end."""
    print("partitions | rows      | slow nodes | no speculation | speculation")
    rng = random.Random(SEED)
    rows = [row_seconds(rng) for _ in range(ROWS)]
    for order in ("random", "sorted"):
        rows = sorted(rows) if order == "sorted" else rows
        for slow in (0, 5):
            for each in (1, 4, 16):
                work = tasks(EXECUTORS * CORES * each, rows)
                speeds = [
                    0.3 if core // CORES < slow else 1.0
                    for core in range(EXECUTORS * CORES)
                ]
                ideal = sum(work) / sum(speeds)
                plain, copied = (
                    makespan(work, speeds, speculation) / ideal
                    for speculation in (False, True)
                )
                print(
                    f"{each:>3} x cores | {order:<9} | {slow:>10} | {plain:14.2f} | {copied:11.2f}"
                )


def occupancy(concurrency, running, window, rng):
    """Share of an executor's places that are taken, if tasks emit their rows in order."""
    lengths = lambda: max(1, min(256, int(rng.lognormvariate(math.log(60), 0.8))))
    flight = [[] for _ in range(running)]  # of a task: steps left of its rows, in order
    busy = []  # steps left of the rows in the batch
    waiting = [[] for _ in range(running)]
    taken = steps = turn = 0
    while steps < 20_000:
        for task in range(running):
            while len(flight[task]) < window:
                row = [lengths()]
                flight[task].append(row)
                waiting[task].append(row)
        while len(busy) < concurrency and any(waiting):
            turn = (turn + 1) % running
            if waiting[turn]:
                busy.append(waiting[turn].pop(0))
        taken += len(busy)
        steps += 1
        for row in busy:
            row[0] -= 1
        busy = [row for row in busy if row[0] > 0]
        for rows in flight:
            while rows and rows[0][0] <= 0:
                rows.pop(0)
    return taken / (steps * concurrency)


def windows():
    """Which window keeps a batch of 32 full, with one task left and with sixteen."""
    print("window | one task | two tasks | sixteen tasks")
    for window in (2, 8, 16, 32, 64, 128, 256):
        shares = [occupancy(32, running, window, random.Random(SEED)) for running in (1, 2, 16)]
        print(f"{window:>6} | {shares[0]:8.2f} | {shares[1]:9.2f} | {shares[2]:13.2f}")


if __name__ == "__main__":
    for table in (distribution, stragglers, windows):
        table()
        print()
