"""An echo server of Python's over TLS 1.3: tls_echo.py asyncio|uvloop streams|protocol PORT CERTIFICATE KEY"""
import asyncio, ssl, sys

loop_name, kind, port, certificate, key = sys.argv[1:]
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.minimum_version = ssl.TLSVersion.TLSv1_3
tls.load_cert_chain(certificate, key)


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def echo(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    writer.close()


async def main():
    if kind == "streams":
        server = await asyncio.start_server(echo, "127.0.0.1", int(port), ssl=tls, backlog=1024)
    else:
        server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", int(port), ssl=tls, backlog=1024)
    await server.serve_forever()


if loop_name == "uvloop":
    import uvloop

    uvloop.install()
asyncio.run(main())
