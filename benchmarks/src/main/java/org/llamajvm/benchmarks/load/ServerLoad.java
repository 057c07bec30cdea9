package org.llamajvm.benchmarks.load;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a server under load and says what came back: clients that ask without a pause, more of them
 * than are answered at once; clients that are connected only; clients that misbehave. Ends with 1
 * if anything came back that was not asked for. Needs nothing but the JDK.
 */
final class ServerLoad {

  private static final int ASKING = 216;
  private static final int CONNECTED = 1000;
  private static final Duration REPORTS = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(1); // after the end

  private ServerLoad() {}

  /**
   * Runs.
   *
   * @param args address of the server, minutes, and optionally the server's process id, to watch
   *     its memory
   */
  public static void main(String[] args) throws Exception {
    URI server = URI.create(args[0]);
    long nanos = (long) (Double.parseDouble(args[1]) * Duration.ofMinutes(1).toNanos());
    Path process = args.length > 2 ? Path.of("/proc", args[2], "status") : null;
    Tally tally = new Tally();
    long end = System.nanoTime() + nanos;
    List<Thread> threads = new ArrayList<>();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < ASKING; i++) {
      clients.add(new Client(server, tally, i, end));
      threads.add(Thread.startVirtualThread(clients.getLast()));
    }
    for (Abuser.Kind kind : Abuser.Kind.values()) {
      threads.add(Thread.startVirtualThread(new Abuser(kind, server, tally, end)));
    }
    for (int i = threads.size(); i < CONNECTED; i++) {
      threads.add(Thread.startVirtualThread(new Idler(server, tally, end)));
    }
    while (System.nanoTime() < end) {
      Thread.sleep(
          Math.min(REPORTS.toMillis(), Math.max(1, (end - System.nanoTime()) / 1_000_000)));
      System.out.println(memory(process));
    }
    long patience = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads.subList(0, ASKING)) {
      thread.join(Duration.ofNanos(Math.max(1, patience - System.nanoTime())));
    }
    for (Client client : clients) {
      client.leave();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.print(tally.report());
    System.exit(tally.isClean() ? 0 : 1);
  }

  private static String memory(Path process) throws Exception {
    if (process == null) {
      return "";
    }
    try (var lines = Files.lines(process)) {
      return String.join(
          ", ",
          lines.filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM")).toList());
    }
  }
}
