"""The other end of a connection, in Python's asyncio: asyncio_peers.py KIND [ADDRESS]."""
import asyncio
import sys


async def echo(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def greet(reader, writer):
    name = (await reader.readline()).decode().strip()
    writer.write(f"{name}, Python is here\n".encode())
    writer.close()


class Datagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport
        self.received = asyncio.Queue()

    def datagram_received(self, data, address):
        self.received.put_nowait((data, address))


def announce(address):
    print("serving on %s:%d" % address, flush=True)


async def tcp_server():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    announce(server.sockets[0].getsockname())
    await server.serve_forever()


async def udp_server():
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        Datagrams, local_addr=("127.0.0.1", 0))
    announce(transport.get_extra_info("sockname"))
    while True:
        transport.sendto(*await protocol.received.get())


async def udp_client(port):
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        Datagrams, remote_addr=("127.0.0.1", int(port)))
    for size in (1, 1000, 60000):
        data = bytes(i % 251 for i in range(size))
        transport.sendto(data)
        answer, _ = await asyncio.wait_for(protocol.received.get(), 10)
        assert answer == data, (len(answer), size)
    print("echoed", flush=True)


async def unix_server(path):
    server = await asyncio.start_unix_server(greet, path)
    print("serving on " + path, flush=True)
    await server.serve_forever()


async def unix_client(path):
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"Python\n")
    print((await reader.read()).decode(), end="", flush=True)
    writer.close()


kinds = [tcp_server, udp_server, udp_client, unix_server, unix_client]
asyncio.run(next(kind for kind in kinds if kind.__name__ == sys.argv[1])(*sys.argv[2:]))
