package jasyncio;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import jasyncio.internal.stream.StreamProtocol;
import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Wrong calls that asyncio refuses at run time, and that do not compile here.
class SignaturesTest {

  private static Stream<List<Class<?>>> parameters(Class<?> type, String method) {
    return Arrays.stream(type.getMethods())
        .filter(m -> m.getName().equals(method))
        .map(Method::getParameterTypes)
        .map(List::of);
  }

  /// The kinds of socket that an overload of `method` takes.
  private static Set<Class<?>> sockets(String method) {
    return parameters(EventLoop.class, method)
        .flatMap(List::stream)
        .filter(NetworkChannel.class::isAssignableFrom)
        .collect(toSet());
  }

  private static boolean isAddress(Class<?> type) {
    return List.of(String.class, int.class, Path.class, SocketAddress.class).contains(type)
        || Collection.class.isAssignableFrom(type);
  }

  /// Checks that each overload of `method` has an address or a socket, never both.
  private static void checkHasOneOfAddressAndSocket(String method) {
    assertThat(parameters(EventLoop.class, method))
        .isNotEmpty()
        .allMatch(types ->
            types.stream().anyMatch(SignaturesTest::isAddress)
                != types.stream().anyMatch(NetworkChannel.class::isAssignableFrom));
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_host_port_sock",
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_no_host_port_sock"
  })
  void aConnectionIsMadeToAHostAndPort() {
    checkHasOneOfAddressAndSocket("createConnection");
    checkHasOneOfAddressAndSocket("connectAcceptedSocket");
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopWithSelectorTests.test_create_server_no_host_port_sock")
  void aServerHasAddressesOrASocket() {
    checkHasOneOfAddressAndSocket("createServer");
  }

  @Test
  @Mirrors({
    "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_path_sock",
    "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_connection_nopath_nosock"
  })
  void aUnixConnectionHasAPathOrASocket() {
    checkHasOneOfAddressAndSocket("createUnixConnection");
  }

  @Test
  @Mirrors({
    "test_events.EventLoopTestsMixin.test_create_unix_server_path_socket_error",
    "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_nopath_nosock"
  })
  void aUnixServerHasAPathOrASocket() {
    checkHasOneOfAddressAndSocket("createUnixServer");
  }

  @Test
  @Mirrors(
      "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_sock_sockopts")
  void aDatagramEndpointHasAddressesAndOptionsOrASocket() {
    checkHasOneOfAddressAndSocket("createDatagramEndpoint");
    assertThat(parameters(EventLoop.class, "createDatagramEndpoint"))
        .noneMatch(types ->
            types.contains(DatagramChannel.class) && types.contains(DatagramOptions.class));
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_server_wrong_sock",
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_datagram_endpoint_wrong_sock",
    "test_unix_events.SelectorEventLoopUnixSocketTests.test_create_unix_server_path_dgram"
  })
  void socketsAreOfTheRightKind() {
    assertThat(sockets("connectAcceptedSocket")).containsExactly(SocketChannel.class);
    assertThat(sockets("createServer")).containsExactly(ServerSocketChannel.class);
    assertThat(sockets("createUnixConnection")).containsExactly(SocketChannel.class);
    assertThat(sockets("createUnixServer")).containsExactly(ServerSocketChannel.class);
    assertThat(sockets("createDatagramEndpoint")).containsExactly(DatagramChannel.class);
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventTests.test_port_parameter_types",
    "test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_service_name"
  })
  void aPortIsANumber() {
    assertThat(
            Stream.of("createConnection", "createServer", "getaddrinfo")
                .flatMap(method -> parameters(EventLoop.class, method))
                .filter(types -> types.contains(String.class)))
        .isNotEmpty()
        .allMatch(types -> types.get(types.indexOf(String.class) + 1) == int.class);
  }

  @Test
  @Mirrors({
    "test_base_events.BaseEventLoopTests.test_subprocess_shell_invalid_args",
    "test_events.SubprocessTestsMixin.test_subprocess_exec_invalid_args",
    "test_events.SubprocessTestsMixin.test_subprocess_shell_invalid_args"
  })
  void aCommandIsAListOfWordsOrALineOfTheShell() {
    assertThat(parameters(EventLoop.class, "subprocessExec"))
        .isNotEmpty()
        .allMatch(types -> types.contains(List.class) && !types.contains(String.class));
    assertThat(parameters(EventLoop.class, "subprocessShell"))
        .isNotEmpty()
        .allMatch(types -> types.contains(String.class) && !types.contains(List.class));
  }

  @Test
  @Mirrors("test_streams.StreamTests.test_streamreaderprotocol_constructor_without_loop")
  void theProtocolOfAStreamIsMadeWithItsLoop() {
    assertThat(StreamProtocol.class.getDeclaredConstructors())
        .allMatch(constructor -> constructor.getParameterTypes()[0] == EventLoop.class);
  }

  @Test
  @Mirrors({
    "test_selector_events.SelectorSocketTransportTests.test_write_str",
    "test_selector_events.SelectorDatagramTransportTests.test_sendto_str"
  })
  void transportsTakeBytesNotText() {
    assertThat(parameters(Transport.class, "write")).noneMatch(t -> t.contains(String.class));
    assertThat(parameters(DatagramTransport.class, "sendto"))
        .noneMatch(types -> types.contains(String.class));
  }

  @Test
  @Mirrors("test_tasks.BaseTaskTests.test_as_completed_invalid_args")
  void asCompletedTakesCollections() {
    assertThat(parameters(Asyncio.class, "asCompleted"))
        .isNotEmpty()
        .allMatch(types -> types.get(0) == Collection.class);
  }

  @Test
  @Mirrors("test_base_events.BaseEventLoopTests.test_set_task_factory_invalid")
  void aTaskFactoryIsOne() {
    assertThat(parameters(EventLoop.class, "setTaskFactory"))
        .containsExactly(List.of(TaskFactory.class));
  }

  @Test
  @Mirrors("test_futures.BaseFutureTests.test_exception_class")
  void aFutureFailsWithAnInstance() {
    assertThat(parameters(Future.class, "setException")).containsExactly(List.of(Throwable.class));
  }

  @Test
  @Mirrors("test_sendfile.SendfileMixin.test_sendfile_not_supported")
  void aFileIsNotSentToADatagramTransport() {
    assertThat(WriteTransport.class.isAssignableFrom(DatagramTransport.class)).isFalse();
  }
}
