package org.llamajvm.hub.pull;

import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.PlainFile;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;
import org.llamajvm.hub.ModelReference;
import org.llamajvm.hub.cache.CacheDirectory;
import org.llamajvm.hub.cache.CachedRepository;

/**
 * Fetches a model into the cache of Hugging Face's programs, which find it there then. Several
 * processes may pull the same model: each file is fetched by one of them. Safe to share between
 * threads.
 */
public final class ModelPull {

  /** Files at a time. */
  private static final int AT_ONCE = 4;

  /** The disk of a system that works is not filled to the last byte. */
  private static final long SPARE = 64L << 20;

  private final HubOptions options;
  private final CacheDirectory cache;
  private final Optional<ProxySelector> proxy;

  /**
   * Will pull from a hub.
   *
   * @param cache where to
   * @param proxy by which way; empty for the JVM's own
   */
  public ModelPull(HubOptions options, CacheDirectory cache, Optional<ProxySelector> proxy) {
    this.options = options;
    this.cache = cache;
    this.proxy = proxy;
  }

  /**
   * Fetches what of a model is not in the cache yet. Only when all is there, the snapshot becomes a
   * model and the branch refers to it.
   *
   * @throws HubException if it cannot be had; the kind and the message say why
   * @throws IOException if the cache cannot be written
   */
  public PulledModel pull(ModelReference reference, PullListener listener)
      throws IOException, InterruptedException {
    if (options.offline()) {
      throw new HubException(
          Kind.OFFLINE,
          "HF_HUB_OFFLINE is set, so nothing is fetched; llama list shows what is here");
    }
    try (HubClient client = new HubClient(options, proxy)) {
      String revision = reference.revision().orElse(CachedRepository.MAIN);
      RepositoryListing listing =
          new Tries(options, listener).run(() -> client.list(reference.repository(), revision));
      CachedRepository repository = cache.repository(reference.repository());
      return writing(() -> pull(client, repository, reference, listing, listener));
    }
  }

  /** Says what to do if the cache cannot be written. */
  private PulledModel writing(Tries.Work<PulledModel> work)
      throws IOException, InterruptedException {
    try {
      return work.run();
    } catch (AccessDeniedException e) {
      throw unwritable("no permission for " + e.getFile(), e);
    } catch (FileSystemException e) {
      throw unwritable(e.getMessage(), e);
    }
  }

  private HubException unwritable(String reason, IOException e) {
    return new HubException(
        Kind.NO_ROOM,
        "Cannot write to the cache %s: %s; HF_HUB_CACHE names another one"
            .formatted(cache.path(), reason),
        e);
  }

  private PulledModel pull(
      HubClient client,
      CachedRepository repository,
      ModelReference reference,
      RepositoryListing listing,
      PullListener listener)
      throws IOException, InterruptedException {
    String commit = listing.commit();
    List<BlobDownload> downloads = new ArrayList<>();
    FileSelection selection =
        new FileSelection(
            reference,
            listing,
            file -> readIndex(client, repository, commit, file, listener, downloads));
    List<RemoteFile> files = selection.files();
    List<BlobDownload> missing = new ArrayList<>();
    long bytes = 0;
    long left = 0;
    for (RemoteFile file : files) {
      if (!BlobDownload.isThere(repository, commit, file)) {
        long there = BlobDownload.left(repository, file);
        bytes = Math.addExact(bytes, file.size());
        left += there;
        missing.add(new BlobDownload(client, repository, commit, file, options, listener, there));
      }
    }
    checkRoom(bytes - left);
    listener.onPlan(missing.size(), bytes, left);
    if (!missing.isEmpty()) {
      begin(listener);
      fetch(missing);
    }
    for (RemoteFile file : files) {
      repository.link(commit, file.path(), file.tag());
    }
    repository.refer(reference.revision().orElse(CachedRepository.MAIN), commit);
    RemoteFile last = files.getLast();
    Path path = repository.snapshot(commit).resolve(last.path());
    boolean isDirectory = last.path().equals("config.json");
    downloads.addAll(missing);
    return new PulledModel(
        isDirectory ? path.getParent() : path,
        commit,
        files.size(),
        downloads.stream().mapToLong(BlobDownload::received).sum(),
        downloads.stream()
            .filter(BlobDownload::awaited)
            .mapToLong(download -> download.file().size())
            .sum());
  }

  /** The index of weights is needed before it is known what else is. */
  private JsonObject readIndex(
      HubClient client,
      CachedRepository repository,
      String commit,
      RemoteFile file,
      PullListener listener,
      List<BlobDownload> downloads)
      throws IOException, InterruptedException {
    if (file.size() > AnswerDialect.MOST_BYTES) {
      throw new HubException(
          Kind.CORRUPT, "%s has %d bytes, more than any index".formatted(file.path(), file.size()));
    }
    if (!BlobDownload.isThere(repository, commit, file)) {
      begin(listener);
      BlobDownload download =
          new BlobDownload(client, repository, commit, file, options, PullListener.NONE, 0);
      download.run();
      downloads.add(download);
    }
    Path blob = repository.blob(file.tag());
    Path place = Files.exists(blob) ? blob : repository.snapshot(commit).resolve(file.path());
    byte[] bytes = PlainFile.read(place, AnswerDialect.MOST_BYTES);
    return JsonObject.parse(place, bytes, new AnswerDialect(file.path()));
  }

  private void begin(PullListener listener) throws IOException {
    cache.create();
    listener.onStart();
  }

  private void checkRoom(long bytes) throws IOException {
    Path place = cache.path().toAbsolutePath();
    while (place.getParent() != null && Files.notExists(place)) {
      place = place.getParent();
    }
    long free = Files.getFileStore(place).getUsableSpace();
    if (bytes > 0 && bytes > free - SPARE) {
      throw new HubException(
          Kind.NO_ROOM,
          "The model needs %d MiB more, and %d MiB are free below %s; HF_HUB_CACHE names another"
                  .formatted(bytes >> 20, free >> 20, place)
              + " place");
    }
  }

  private static void fetch(List<BlobDownload> missing) throws IOException, InterruptedException {
    List<BlobDownload> largestFirst = new ArrayList<>(missing);
    largestFirst.sort(
        Comparator.<BlobDownload>comparingLong(download -> download.file().size()).reversed());
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(AT_ONCE, missing.size()), Thread.ofVirtual().name("llama-pull-", 0).factory());
    try {
      CompletionService<Void> done = new ExecutorCompletionService<>(threads);
      for (BlobDownload download : largestFirst) {
        done.submit(() -> {
          download.run();
          return null;
        });
      }
      for (int i = 0; i < missing.size(); i++) {
        done.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow(); // what the others have fetched is kept
      threads.close();
    }
  }
}
