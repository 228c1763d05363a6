package jasyncio;

import static jasyncio.Asyncio.await;
import static jasyncio.Asyncio.getRunningLoop;

import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.function.Supplier;

/// The two ways in which a loop drives a pipe, for tests that must hold for both.
enum PipeKind {
  /// By its selector.
  WATCHED {
    @Override
    <P extends BaseProtocol> Connected<ReadTransport, P> read(Supplier<P> factory, Pipe pipe) {
      return await(getRunningLoop().connectReadPipe(factory, pipe.source()));
    }

    @Override
    <P extends BaseProtocol> Connected<WriteTransport, P> write(Supplier<P> factory, Pipe pipe) {
      return await(getRunningLoop().connectWritePipe(factory, pipe.sink()));
    }
  },

  /// By a thread that waits.
  BLOCKING {
    @Override
    <P extends BaseProtocol> Connected<ReadTransport, P> read(Supplier<P> factory, Pipe pipe) {
      var stream = Channels.newInputStream(pipe.source());
      return await(getRunningLoop().connectReadPipe(factory, stream));
    }

    @Override
    <P extends BaseProtocol> Connected<WriteTransport, P> write(Supplier<P> factory, Pipe pipe) {
      var stream = Channels.newOutputStream(pipe.sink());
      return await(getRunningLoop().connectWritePipe(factory, stream));
    }
  };

  /// Connects the reading end of `pipe`.
  abstract <P extends BaseProtocol> Connected<ReadTransport, P> read(
      Supplier<P> factory, Pipe pipe);

  /// Connects the writing end of `pipe`.
  abstract <P extends BaseProtocol> Connected<WriteTransport, P> write(
      Supplier<P> factory, Pipe pipe);
}
