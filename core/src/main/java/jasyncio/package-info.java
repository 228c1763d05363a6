/// Python's asyncio for Java: coroutines, tasks and everything they wait for, on one thread.
///
/// A program has two imports, where a program in Python has one:
///
/// ```java
/// import jasyncio.*;
/// import static jasyncio.Asyncio.*;
/// ```
///
/// [jasyncio.Asyncio] has the functions of the module `asyncio`. The types stand here by tier, each
/// tier on top of those before it.
///
/// ## 1 · Coroutines
///
/// A [jasyncio.Coroutine] is work that may await; a body without a value is an [jasyncio.Action].
/// Coroutines and futures are [jasyncio.Awaitable]. An [jasyncio.AsyncGenerator] gives values one
/// by one. A [jasyncio.ContextVar] has a value for each [jasyncio.Context]; [jasyncio.Token]
/// restores the previous value.
///
/// ## 2 · Event loop
///
/// An [jasyncio.EventLoop] runs callbacks, timers and I/O in turns; [jasyncio.Handle] and
/// [jasyncio.TimerHandle] cancel what was scheduled. A [jasyncio.Runner] makes a loop, runs
/// coroutines on it and closes it, as [jasyncio.RunOptions] and [jasyncio.LoopOptions] say, with
/// one [jasyncio.Engine] of two. Failures that nobody awaits go to an [jasyncio.ExceptionHandler],
/// with an [jasyncio.ExceptionContext]. Ctrl-C is a [jasyncio.KeyboardInterrupt].
///
/// ## 3 · Futures
///
/// A [jasyncio.Future] is a result that will be there later. A second result is refused with an
/// [jasyncio.InvalidStateException]. An `await` of a cancelled future throws a
/// [jasyncio.CancelledError]. An [jasyncio.AwaitedAt] is a place where a failure was awaited.
///
/// ## 4 · Tasks
///
/// A [jasyncio.Task] runs a coroutine beside others, as [jasyncio.TaskOptions] say; a
/// [jasyncio.TaskFactory] makes them. A [jasyncio.TaskGroup] ends when its tasks have ended, as
/// [jasyncio.TaskGroupOptions] say, and fails with an [jasyncio.ExceptionGroup]. A
/// [jasyncio.Timeout] limits a part of a task and ends in a [jasyncio.TimeoutException].
/// [jasyncio.Outcome], [jasyncio.Waited] and [jasyncio.ReturnWhen] belong to the functions that
/// wait for several tasks or futures.
///
/// ## 5 · Threads and subprocesses
///
/// Threads need no types: see [jasyncio.Asyncio#toThread(java.util.concurrent.Callable)]. A
/// [jasyncio.Subprocess] is a child process, made as [jasyncio.SubprocessOptions] say, with
/// [jasyncio.Stdio] for each of its standard streams.
///
/// ## 6 · Queues and synchronization
///
/// | | |
/// |---|---|
/// | queues | [jasyncio.Queue], [jasyncio.PriorityQueue], [jasyncio.LifoQueue]; [jasyncio.Broadcast] for many readers; [jasyncio.Selected], an item from one of several queues |
/// | one at a time | [jasyncio.Lock], [jasyncio.Condition], with a [jasyncio.Guard] that releases |
/// | some at a time | [jasyncio.Semaphore], [jasyncio.BoundedSemaphore], [jasyncio.CapacityLimiter] |
/// | all at once | [jasyncio.Event], [jasyncio.Barrier] |
/// | failures | [jasyncio.QueueEmptyException], [jasyncio.QueueFullException], [jasyncio.QueueShutDownException], [jasyncio.BrokenBarrierException] |
///
/// ## 7 · Transports
///
/// A [jasyncio.Transport] carries bytes and is a [jasyncio.ReadTransport] and a
/// [jasyncio.WriteTransport]; a [jasyncio.DatagramTransport] carries datagrams, and a
/// [jasyncio.SubprocessTransport] has the pipes of a child. All are [jasyncio.BaseTransport] with
/// [jasyncio.ExtraInfo], such as a [jasyncio.TlsCipher]; those that send have the limits of
/// [jasyncio.FlowControl].
///
/// ## 8 · Protocols
///
/// A transport calls its protocol: [jasyncio.Protocol], [jasyncio.BufferedProtocol],
/// [jasyncio.DatagramProtocol] or [jasyncio.SubprocessProtocol], all [jasyncio.BaseProtocol]. A
/// [jasyncio.Connected] is a transport with its protocol. Connections are made as
/// [jasyncio.ConnectOptions], [jasyncio.ServerOptions], [jasyncio.DatagramOptions] and
/// [jasyncio.TlsOptions] say, the last with a [jasyncio.TlsCertificate]; names are looked up by a
/// [jasyncio.Resolver]. A [jasyncio.FileRange] is sent without copying; if that is not possible, a
/// [jasyncio.SendfileNotAvailableException] is thrown. A [jasyncio.Datagram] knows its sender.
///
/// ## 9 · Streams
///
/// A [jasyncio.StreamReader] and a [jasyncio.StreamWriter] make a [jasyncio.StreamConnection]; a
/// [jasyncio.Server] runs a [jasyncio.ClientConnected] for each client. Messages on a stream follow
/// a [jasyncio.Framing]. Reading fails with [jasyncio.IncompleteReadException] at the end, and with
/// [jasyncio.LimitOverrunException] at the limit. A [jasyncio.DatagramEndpoint] awaits datagrams.
///
/// ## Looking inside
///
/// A [jasyncio.FutureCallGraph] tells who awaits a future, and a [jasyncio.Traceback] tells how a
/// failure happened. A [jasyncio.LoopObserver] is told what a loop does; a [jasyncio.Monitor] shows
/// it on a page, as [jasyncio.MonitorOptions] say.
///
/// Failures of the library itself are subclasses of [jasyncio.AsyncioException], except for
/// [jasyncio.CancelledError] and [jasyncio.KeyboardInterrupt], which `catch (Exception e)` lets
/// through.
package jasyncio;
