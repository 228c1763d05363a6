package app;

import static jasyncio.Asyncio.*;

import jasyncio.Coroutine;
import java.util.List;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// A loop of jasyncio within Spring.
@SpringBootApplication
class Application {
  static Coroutine<List<String>> greetAll() {
    return () -> await(gather(greet("Ada", 20), greet("Grace", 10)));
  }

  private static Coroutine<String> greet(String name, int delayMillis) {
    return () -> {
      await(sleep(millis(delayMillis)));
      return "Hello, " + name + "!";
    };
  }

  @Bean
  CommandLineRunner greeter() {
    return _ -> run(greetAll()).forEach(IO::println);
  }

  static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }
}
