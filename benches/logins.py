"""Sends logins to the office by the thousand, and prints what comes of them."""

import asyncio
import math
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from office import Browser, account, at, check, end, make_city, office

WRONG = "wrong boat ledger"

# Ten thousand at fifty a second, from as many addresses as anybody may have.
TRIES = 10_000
A_SECOND = 50
ADDRESSES = 2_500

# How often their owner comes in meanwhile; once before, and there are ten recovery codes.
COMINGS = 8

# How often a refusal is timed, of a login that is there and of one that is not.
PAIRS = 200

AT_ONCE = 500

# How much memory 500 logins at once may add for each core, in MiB: hashes, connections and all.
A_CORE = 46

# What is asked for: tries that are looked at an hour, seconds until somebody is in, milliseconds of
# /healthz. The last two are of a machine that does nothing else, so twice as long is let pass here.
LOOKED_AT, COME_IN, HEALTH = 20, 2.0, 50.0
SLACK = 2

# Asks for /healthz until its input ends, and says how long each answer took, in milliseconds. A
# program of its own, as it would wait for its turn among 500 others.
PROBE = """
import http.client, sys, threading, time
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
connection = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]))
while not ended.is_set():
    begun = time.perf_counter()
    connection.request("GET", "/healthz", headers={"X-Forwarded-For": "192.0.2.9"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    print((time.perf_counter() - begun) * 1000)
    time.sleep(0.002)
"""


def main():
    make_city("--small")
    with office(True, "--behind-proxy", "127.0.0.1") as (address, program):
        crowd(address, program)
        timing(address)
        guessing(address)
    end()


class Somebody(Browser):
    """A browser behind the proxy, at an address."""

    def __init__(self, address, place):
        origin = f"https://{address[0]}:{address[1]}"
        super().__init__(address, **{"Origin": origin, "X-Forwarded-For": place})

    def log_in(self, login, password):
        """The status of a login, and how long it took, in seconds."""
        page = self.get("/login")[1]
        begun = time.perf_counter()
        status, _ = self.post("/login", page, {"login": login, "password": password})
        return status, time.perf_counter() - begun


def crowd(address, program):
    """500 logins at once."""
    somebody = Somebody(address, "192.0.2.1")
    # What one login costs is grown before it is counted.
    somebody.log_in("nobody", WRONG)
    page = somebody.get("/login")[1]
    secret = re.search(r'name="csrf" value="([^"]*)"', page).group(1)
    cookie = "; ".join(f"{name}={value}" for name, value in somebody.cookies.items())

    async def one(name):
        body = urlencode({"csrf": secret, "login": name, "password": WRONG})
        reader, writer = await asyncio.open_connection(*address)
        writer.write(
            f"POST /login HTTP/1.1\r\nHost: office\r\nOrigin: https://office\r\n"
            f"Cookie: {cookie}\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        answer = await reader.read()
        writer.close()
        return int(answer.split()[1])

    async def all_of(turn):
        return await asyncio.gather(*(one(f"nobody-{turn}-{n}") for n in range(AT_ONCE)))

    before = held(program, "VmRSS")
    order = [sys.executable, "-c", PROBE, address[0], str(address[1])]
    probe = subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    statuses, rounds = [], 10
    for turn in range(rounds):
        statuses += asyncio.run(all_of(turn))
    times = sorted(float(line) for line in probe.communicate("")[0].split())
    most, cores = held(program, "VmHWM"), os.cpu_count()
    looked_at, turned_away = statuses.count(401), statuses.count(503)
    p99 = at(times, 0.99)
    print(
        f"{rounds} times {AT_ONCE} logins at once: {looked_at} looked at, {turned_away} turned "
        f"away\n/healthz meanwhile, {len(times)} times: p50 {at(times, 0.5):.1f} ms, "
        f"p99 {p99:.1f} ms, slowest {times[-1]:.1f} ms ({HEALTH:.0f} ms asked for)\n"
        f"memory from {before:.0f} MiB to {most:.0f} MiB at most, on {cores} cores"
    )
    check("an answer other than 401 and 503", looked_at + turned_away == rounds * AT_ONCE)
    check("p99 of /healthz", p99 <= HEALTH * SLACK)
    check("memory", most <= before + A_CORE * max(cores, 2))


def timing(address):
    """Whether it tells who is here how long a refusal takes."""
    somebody = Somebody(address, "192.0.2.2")
    password, _ = account("planning")
    times = {"planning": [], "nobody": []}
    for number in range(PAIRS):
        for login, taken in times.items():
            # Nobody is somebody else each time, as that one never comes in.
            name = login if login == "planning" else f"{login}-{number}"
            status, seconds = somebody.log_in(name, WRONG)
            assert status == 401, status
            taken.append(seconds)
        # Whoever comes in has never failed, so that nobody has to wait.
        if number % 4 == 3:
            status, _ = Somebody(address, "192.0.2.2").log_in("planning", password)
            assert status == 303, status
    known, unknown = (sorted(taken) for taken in times.values())
    apart, likely = kolmogorov_smirnov(known, unknown)
    print(
        f"a refusal takes {at(known, 0.5) * 1000:.1f} ms where there is such a login and "
        f"{at(unknown, 0.5) * 1000:.1f} ms where there is none, {PAIRS} times each: apart by "
        f"{apart:.3f}, p {likely:.3f} (0.01 asked for)"
    )
    # Equal ones are below 0.01 once in a hundred runs.
    check("the time of a refusal tells who is here", likely > 0.0001)


def kolmogorov_smirnov(one, other):
    """How far two sorted samples of one size are apart, and how likely equal ones are as far."""
    size = len(one)
    up_to = lambda times, end: sum(time <= end for time in times)
    apart = max(abs(up_to(one, end) - up_to(other, end)) for end in one + other) / size
    reach = math.sqrt(size / 2) * apart
    terms = ((-1) ** (k - 1) * math.exp(-2 * (k * reach) ** 2) for k in range(1, 101))
    return apart, min(1.0, max(0.0, 2 * sum(terms))) if reach > 0.2 else 1.0


def guessing(address):
    """Ten thousand wrong passwords of one account, while its owner comes in now and then."""
    # Where the owner always sits.
    come_in(address)
    statuses, waits = [], []
    halves = [threading.Thread(target=guess, args=(address, half, statuses)) for half in range(2)]
    begun = time.monotonic()
    for half in halves:
        half.start()
    for _ in range(COMINGS):
        time.sleep(TRIES / A_SECOND / COMINGS)
        waits.append(come_in(address))
    for half in halves:
        half.join()
    seconds = time.monotonic() - begun
    looked_at = statuses.count(401)
    print(
        f"{len(statuses)} wrong passwords in {seconds:.0f} s from {ADDRESSES} addresses: "
        f"{looked_at} looked at; its owner is in by both factors within {max(waits):.2f} s, "
        f"{len(waits)} times ({COME_IN:.0f} s asked for)"
    )
    check("passwords looked at", 0 < looked_at <= LOOKED_AT)
    check("an answer other than 401 and 429", looked_at + statuses.count(429) == TRIES)
    check("until the owner is in", max(waits) <= COME_IN * SLACK)


def guess(address, half, statuses):
    """Every other one of the wrong passwords, evenly spread over the time."""
    somebody = Somebody(address, "")
    page = somebody.get("/login")[1]
    begun = time.monotonic()
    for number in range(half, TRIES, 2):
        time.sleep(max(0, begun + number / A_SECOND - time.monotonic()))
        place = number % ADDRESSES
        somebody.headers["X-Forwarded-For"] = f"198.51.{place // 250}.{place % 250}"
        status, _ = somebody.post("/login", page, {"login": "head", "password": WRONG})
        statuses.append(status)


def come_in(address):
    """How long it takes from a login page to a page of the office, in seconds."""
    password, code = account("head")
    owner = Somebody(address, "192.0.2.3")
    begun = time.perf_counter()
    assert owner.log_in("head", password)[0] == 303
    page = owner.get("/second-factor")[1]
    owner.post("/second-factor", page, {"code": code})
    assert owner.get("/account")[0] == 200
    return time.perf_counter() - begun


def held(program, which):
    """The program's memory, in MiB."""
    status = Path(f"/proc/{program.pid}/status").read_text()
    return int(re.search(rf"{which}:\s*(\d+)", status).group(1)) / 1024


main()
