"""Sends random bytes over many connections at once and checks that they come back.

    python3 echo_clients.py PORT CONNECTIONS

A connection sends 1 byte to 1 MiB, in pieces, while it reads; then it ends its side and expects the
other to do so too. Prints `echoed BYTES bytes`.
"""

import asyncio
import random
import resource
import sys


async def send(writer, data):
    start = 0
    while start < len(data):
        end = start + random.randint(1, 100_000)
        writer.write(data[start:end])
        await writer.drain()
        start = end
    writer.write_eof()


async def client(port, everybody):
    data = random.randbytes(int(2 ** random.uniform(0, 20)))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await everybody()
    _, reply = await asyncio.gather(send(writer, data), reader.read())
    if reply != data:
        raise AssertionError(f"sent {len(data)} bytes, got {len(reply)} others")
    writer.close()
    await writer.wait_closed()
    return len(data)


async def main(port, count):
    connected = 0
    all_connected = asyncio.Event()

    async def everybody():
        """Waits until all are connected."""
        nonlocal connected
        connected += 1
        if connected == count:
            all_connected.set()
        await all_connected.wait()

    sizes = await asyncio.gather(*(client(port, everybody) for _ in range(count)))
    print(f"echoed {sum(sizes)} bytes")


_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
