"""Sends data over TLS to an echo server at 127.0.0.1, by asyncio, and compares what comes back.

    tls_echo_client.py PORT CERTIFICATE
"""
import asyncio
import os
import ssl
import sys


async def main(port, certificate):
    context = ssl.create_default_context(cafile=certificate)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    total = 0
    for size in (1, 100, 16384, 16385, 300000):
        data = os.urandom(size)
        writer.write(data)
        received, _ = await asyncio.gather(reader.readexactly(size), writer.drain())
        assert received == data
        total += size
    writer.close()
    await writer.wait_closed()
    print("echoed", total, "bytes")


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
