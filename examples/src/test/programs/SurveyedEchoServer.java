// EchoServer.java, but for each line on standard input it prints what it holds: unfinished tasks,
// threads, open files and KiB of heap.

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import jasyncio.*;
import static jasyncio.Asyncio.*;

void echo(StreamReader reader, StreamWriter writer) {
  byte[] data;
  while ((data = await(reader.read(65536))).length > 0) {
    writer.write(data);
    await(writer.drain());
  }
  writer.close();
}

void main() {
  run(() -> {
    var loop = getRunningLoop();
    Thread.ofPlatform().daemon().start(() -> {
      while (IO.readln() != null) {
        loop.callSoonThreadsafe(this::survey);
      }
    });
    var server = await(startServer(this::echo, "127.0.0.1", 0));
    var socket = (InetSocketAddress) server.sockets().getFirst();
    IO.println("serving on 127.0.0.1:" + socket.getPort());
    await(server.serveForever());
  });
}

void survey() {
  int tasks = allTasks().size();
  int threads = ManagementFactory.getThreadMXBean().getThreadCount();
  var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  long files = system.getOpenFileDescriptorCount();
  System.gc();
  long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
  IO.println(
      "tasks %d, threads %d, files %d, heap %d".formatted(tasks, threads, files, heap));
}
