package org.llamajvm.models;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.llamajvm.format.ForeignText;

/** A program that holds the lock of a conversation until its input ends. */
final class ChatLockHolder {

  private ChatLockHolder() {}

  /** Starts it in a process of its own; it prints a line when it has the lock. */
  static Process start(Path file) throws IOException {
    String path =
        List.of(ChatLockHolder.class, ChatLock.class, ForeignText.class).stream()
            .map(ChatLockHolder::location)
            .collect(Collectors.joining(File.pathSeparator));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            path,
            ChatLockHolder.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String location(Class<?> type) {
    URL url = type.getResource(type.getSimpleName() + ".class");
    Path file;
    try {
      String text = url.toString();
      if (text.startsWith("jar:")) {
        return Path.of(new java.net.URI(text.substring(4, text.indexOf('!')))).toString();
      }
      file = Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < type.getName().split("\\.", -1).length; i++) {
      file = file.getParent();
    }
    return file.toString();
  }

  /**
   * Takes the file.
   *
   * @throws IOException if the lock cannot be had
   */
  public static void main(String[] args) throws IOException {
    try (ChatLock _ = ChatLock.take(Path.of(args[0]))) {
      System.out.println("held");
      System.out.flush();
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    }
  }
}
