package org.llamajvm.hub.pull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.cache.CachedRepository;

/**
 * Fetches one file into a blob. What comes is appended to a file of another name, and that gets the
 * blob's name only when its sum is right; so there is never half a blob, whatever ends the process,
 * and the next one goes on where this one stopped. One thread.
 */
final class BlobDownload {

  private static final int BUFFER = 1 << 18;
  private static final int PARTIAL = 206;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");

  private final HubClient client;
  private final CachedRepository repository;
  private final String commit;
  private final RemoteFile file;
  private final HubOptions options;
  private final PullListener listener;
  private final long planned;
  private long received;
  private boolean awaited;

  /**
   * Will fetch a file.
   *
   * @param planned bytes of it that the listener counts as here already
   */
  BlobDownload(
      HubClient client,
      CachedRepository repository,
      String commit,
      RemoteFile file,
      HubOptions options,
      PullListener listener,
      long planned) {
    this.planned = planned;
    this.client = client;
    this.repository = repository;
    this.commit = commit;
    this.file = file;
    this.options = options;
    this.listener = listener;
  }

  /** Whether the content of a file is in the cache. */
  static boolean isThere(CachedRepository repository, String commit, RemoteFile file)
      throws IOException {
    for (Path place :
        new Path[] {
          repository.blob(file.tag()), repository.snapshot(commit).resolve(file.path())
        }) {
      if (Files.isRegularFile(place) && Files.size(place) == file.size()) {
        return true;
      }
    }
    return false;
  }

  /** Bytes that an earlier pull has left of a file. */
  static long left(CachedRepository repository, RemoteFile file) throws IOException {
    Path incomplete = repository.incomplete(file.tag());
    return Files.isRegularFile(incomplete) ? Math.min(Files.size(incomplete), file.size()) : 0;
  }

  /**
   * Fetches the file, unless it is there or another process is faster.
   *
   * @throws HubException if the hub does not give it, or what came is not what it announced
   * @throws IOException if it cannot be written
   */
  void run() throws IOException, InterruptedException {
    Path lockFile = repository.lock(file.tag());
    Files.createDirectories(lockFile.getParent());
    repository.create();
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = take(channel)) {
      if (isThere(repository, commit, file)) {
        awaited = true;
        listener.onBytes(file.size() - planned);
        return;
      }
      fetch();
    }
  }

  /** Bytes that came from the hub, whether they were of use or not. */
  long received() {
    return received;
  }

  /** Whether another pull fetched the file. */
  boolean awaited() {
    return awaited;
  }

  RemoteFile file() {
    return file;
  }

  private FileLock take(FileChannel channel) throws IOException, InterruptedException {
    boolean told = false;
    while (true) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      if (!told) {
        listener.onNotice("Another pull fetches %s; waiting for it".formatted(file.path()));
        told = true;
      }
      Thread.sleep(POLL);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // another thread of this process has it
    }
  }

  private void fetch() throws IOException, InterruptedException {
    Path incomplete = repository.incomplete(file.tag());
    try (FileChannel out =
        FileChannel.open(
            incomplete,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      boolean resumed = out.size() > 0;
      listener.onBytes(Math.min(out.size(), file.size()) - planned); // another pull may have added
      String sum = receive(out);
      if (!sum.equals(file.tag()) && resumed) { // what an earlier pull has left was of no use
        listener.onNotice(
            "%s of %s is wrong; fetching all of it again".formatted(file.sumLabel(), file.path()));
        listener.onBytes(-out.size());
        out.truncate(0);
        sum = receive(out);
      }
      if (!sum.equals(file.tag())) {
        throw new HubException(
            Kind.CORRUPT,
            "%s of %s is %s, expected %s; nothing of it is kept, try again"
                .formatted(file.sumLabel(), file.path(), sum, file.tag()));
      }
      out.force(true);
    } catch (HubException e) {
      if (e.kind() == Kind.CORRUPT) {
        Files.deleteIfExists(incomplete);
      }
      throw e;
    }
    Files.move(incomplete, repository.blob(file.tag()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Fetches until all is there; returns the sum of all. */
  private String receive(FileChannel out) throws IOException, InterruptedException {
    MessageDigest digest = file.digest();
    long there = digestExisting(out, digest);
    long farthest = there;
    Tries tries = new Tries(options, listener, true, () -> hasSome(out));
    while (there < file.size()) {
      try {
        there = receive(out, there, digest);
        if (there <= farthest) {
          throw new TransientException(
              Kind.OFFLINE,
              "%s sends nothing new of %s".formatted(client.host(), file.path()),
              null);
        }
        farthest = there;
        tries.succeed(); // if it is not all, the connection has ended too early
      } catch (TransientException e) {
        there = out.position();
        if (there > farthest) { // a hub without ranges may send the same beginning for ever
          farthest = there;
          tries.succeed();
        }
        tries.fail(e);
      } catch (StartAgainException _) {
        listener.onBytes(-out.size());
        out.truncate(0);
        digest.reset();
        digest = file.digest();
        there = 0;
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static boolean hasSome(FileChannel out) {
    try {
      return out.size() > 0;
    } catch (IOException _) {
      return false;
    }
  }

  /** Reads what an earlier pull has left; the channel stands behind it then. */
  private long digestExisting(FileChannel out, MessageDigest digest) throws IOException {
    if (out.size() > file.size()) {
      listener.onBytes(-file.size());
      out.truncate(0);
    }
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    out.position(0);
    while (out.read(buffer.clear()) >= 0) {
      digest.update(buffer.flip());
    }
    return out.position();
  }

  /**
   * Fetches what follows on {@code offset}, as far as it comes.
   *
   * @return bytes that are there then
   * @throws StartAgainException if the hub gives the file from its beginning only
   */
  private long receive(FileChannel out, long offset, MessageDigest digest)
      throws IOException, InterruptedException, StartAgainException {
    HubAnswer answer = client.open(repository.name(), commit, file, offset);
    try (InputStream body = answer.body()) {
      if (offset > 0 && !continues(answer, offset)) {
        throw new StartAgainException();
      }
      if (offset == 0) {
        checkLength(answer);
      }
      byte[] buffer = new byte[BUFFER];
      long there = offset;
      int count = next(body, buffer);
      while (count >= 0) {
        if (count > file.size() - there) {
          throw new HubException(
              Kind.CORRUPT,
              "%s sends more than the %d bytes that it announced of %s"
                  .formatted(client.host(), file.size(), file.path()));
        }
        write(out, ByteBuffer.wrap(buffer, 0, count));
        digest.update(buffer, 0, count);
        there += count;
        received += count;
        listener.onBytes(count);
        count = next(body, buffer);
      }
      return there;
    }
  }

  private void write(FileChannel out, ByteBuffer bytes) throws FileSystemException {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) { // says neither which file nor that it was written
      String name = repository.incomplete(file.tag()).toString();
      FileSystemException named = new FileSystemException(name, null, e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  private static int next(InputStream body, byte[] buffer) throws TransientException {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw TransientException.broken(e);
    }
  }

  /** Whether an answer is the rest that was asked for, of a file of the right size. */
  private boolean continues(HubAnswer answer, long offset) throws HubException {
    Matcher range = RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
    if (answer.status() != PARTIAL || !range.matches()) {
      return false;
    }
    if (!range.group(2).equals("*")) {
      checkLength(Long.parseLong(range.group(2)));
    }
    return Long.parseLong(range.group(1)) == offset;
  }

  private void checkLength(HubAnswer answer) throws HubException {
    OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
    if (length.isPresent()) {
      checkLength(length.getAsLong());
    }
  }

  private void checkLength(long total) throws HubException {
    if (total != file.size()) {
      throw new HubException(
          Kind.CORRUPT,
          "%s sends %d bytes of %s, and has announced %d; the file may have changed just now: try again"
              .formatted(client.host(), total, file.path(), file.size()));
    }
  }

  /** The rest cannot be had without the beginning. */
  private static final class StartAgainException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
