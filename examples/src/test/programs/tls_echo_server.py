"""Sends back over TLS what it gets, by asyncio, to one client; then tells how that ended.

    tls_echo_server.py CERTIFICATE KEY
"""
import asyncio
import ssl
import sys


async def main(certificate, key):
    done = asyncio.get_running_loop().create_future()

    async def echo(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
            writer.close()
            await writer.wait_closed()
            done.set_result("closed cleanly")
        except Exception as e:
            done.set_result(repr(e))

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(echo, "127.0.0.1", 0, ssl=context)
    print("serving on 127.0.0.1:%d" % server.sockets[0].getsockname()[1], flush=True)
    print(await done)


asyncio.run(main(sys.argv[1], sys.argv[2]))
