package org.llamajvm.hub.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.llamajvm.format.PlainFile;
import org.llamajvm.hub.RepositoryName;

/**
 * One repository in the cache. The content of a file is a blob, named by the hub's tag for it; a
 * snapshot is a directory for a commit with links to blobs; a reference names the commit of a
 * branch.
 *
 * @param name the repository's
 * @param folder where it is
 * @param locks where the locks of its blobs are
 */
public record CachedRepository(RepositoryName name, Path folder, Path locks) {

  /** The branch that is meant if none is named. */
  public static final String MAIN = "main";

  private static final String BLOBS = "blobs";
  private static final String SNAPSHOTS = "snapshots";
  private static final String REFS = "refs";
  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{7,64}");
  private static final int LONGEST_REFERENCE = 4096;
  private static final int SHORT_COMMIT = 7;

  /**
   * A snapshot.
   *
   * @param label how it is told from others of the repository; empty if it is the one that is meant
   * @param directory with the files
   */
  public record Snapshot(String label, Path directory) {}

  /** Where the content of a file is, or will be. */
  public Path blob(String tag) {
    return folder.resolve(BLOBS).resolve(tag);
  }

  /** Where the content of a file is while it comes; no other program writes a file of that name. */
  public Path incomplete(String tag) {
    return folder.resolve(BLOBS).resolve(tag + ".llama-jvm.incomplete");
  }

  /** The file that whoever fetches a blob locks. */
  public Path lock(String tag) {
    return locks.resolve(tag + ".lock");
  }

  /**
   * Makes the directories of blobs and snapshots: where there are no snapshots, Python's programs
   * speak of a damaged cache.
   *
   * @throws IOException if this cannot be done
   */
  public void create() throws IOException {
    Files.createDirectories(folder.resolve(BLOBS));
    Files.createDirectories(folder.resolve(SNAPSHOTS));
  }

  /** The directory of a commit. */
  public Path snapshot(String commit) {
    return folder.resolve(SNAPSHOTS).resolve(commit);
  }

  /**
   * The commit that a branch or a tag means, or the commit itself if it is one.
   *
   * @throws IOException if the reference cannot be read
   */
  public Optional<String> commit(String revision) throws IOException {
    Path reference = folder.resolve(REFS).resolve(revision).normalize();
    if (reference.startsWith(folder.resolve(REFS)) && Files.isRegularFile(reference)) {
      String commit = read(reference);
      if (COMMIT.matcher(commit).matches()) {
        return Optional.of(commit);
      }
    }
    return COMMIT.matcher(revision).matches() && Files.isDirectory(snapshot(revision))
        ? Optional.of(revision)
        : Optional.empty();
  }

  private static String read(Path reference) throws IOException {
    byte[] bytes = PlainFile.read(reference, LONGEST_REFERENCE);
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  /**
   * The snapshots that are there. That of {@value #MAIN} comes first and has no label, nor has the
   * only one; the others are labelled by a reference or by the beginning of their commit.
   *
   * @throws IOException if a directory cannot be read
   */
  public List<Snapshot> snapshots() throws IOException {
    Path all = folder.resolve(SNAPSHOTS);
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    Map<String, String> labels = labels();
    List<Snapshot> snapshots = new ArrayList<>();
    try (Stream<Path> entries = Files.list(all)) {
      for (Path directory : entries.filter(Files::isDirectory).sorted().toList()) {
        String commit = directory.getFileName().toString();
        String own = commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
        snapshots.add(new Snapshot(labels.getOrDefault(commit, own), directory));
      }
    }
    if (snapshots.size() == 1) {
      return List.of(new Snapshot("", snapshots.getFirst().directory()));
    }
    snapshots.sort(Comparator.comparing(Snapshot::label));
    return List.copyOf(snapshots);
  }

  /** The label of each commit that a reference names. */
  private Map<String, String> labels() throws IOException {
    Map<String, String> labels = new HashMap<>();
    references()
        .forEach((reference, commit) ->
            labels.merge(
                commit,
                reference.equals(MAIN) ? "" : reference,
                (a, b) -> a.isEmpty() || b.isEmpty() ? "" : a));
    return labels;
  }

  private Map<String, String> references() throws IOException {
    Path refs = folder.resolve(REFS);
    Map<String, String> references = new TreeMap<>();
    if (Files.isDirectory(refs)) {
      try (Stream<Path> files = Files.walk(refs)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String label = refs.relativize(file).toString().replace('\\', '/');
          references.put(label, read(file));
        }
      }
    }
    return references;
  }

  /**
   * Puts a file into a snapshot: a relative link to its blob, or the blob itself where there are no
   * links.
   *
   * @param file its name in the repository, checked
   * @throws IOException if neither can be done
   */
  public void link(String commit, String file, String tag) throws IOException {
    Path pointer = snapshot(commit).resolve(file);
    Files.createDirectories(pointer.getParent());
    Path blob = blob(tag);
    Path target = pointer.getParent().relativize(blob);
    if (Files.isSymbolicLink(pointer) && !Files.readSymbolicLink(pointer).equals(target)) {
      Files.delete(pointer);
    }
    if (Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.createSymbolicLink(pointer, target);
    } catch (FileAlreadyExistsException _) {
      return; // another program was faster
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (!Files.isWritable(pointer.getParent())) {
        throw e;
      }
      Files.move(blob, pointer, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Writes down the commit of a branch or a tag.
   *
   * @param revision checked
   * @throws IOException if this cannot be done
   */
  public void refer(String revision, String commit) throws IOException {
    if (revision.equals(commit)) {
      return;
    }
    Path reference = folder.resolve(REFS).resolve(revision);
    if (Files.isRegularFile(reference) && read(reference).equals(commit)) {
      return;
    }
    Files.createDirectories(reference.getParent());
    Path temporary = reference.resolveSibling(reference.getFileName() + "." + UUID.randomUUID());
    try {
      Files.writeString(temporary, commit);
      Files.move(temporary, reference, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Deletes files of a snapshot, the blobs that nothing else leads to, and what is empty then. If
   * no snapshot is left, the whole repository goes.
   *
   * @param files in the directory of the snapshot
   * @return bytes that were freed
   * @throws IOException if this cannot be done
   */
  public long delete(Path snapshot, List<Path> files) throws IOException {
    long before = size();
    Set<Path> blobs = new HashSet<>();
    for (Path file : files) {
      if (Files.isSymbolicLink(file)) {
        blobs.add(file.getParent().resolve(Files.readSymbolicLink(file)).normalize());
      }
      Files.deleteIfExists(file);
    }
    blobs.removeAll(linked());
    for (Path blob : blobs) {
      if (blob.startsWith(folder)) {
        Files.deleteIfExists(blob);
      }
    }
    if (!hasFiles(snapshot)) {
      Trees.delete(snapshot);
      forget(snapshot.getFileName().toString());
    }
    if (snapshots().isEmpty()) {
      Trees.delete(folder);
      Trees.delete(locks);
      return before;
    }
    return before - size();
  }

  private void forget(String commit) throws IOException {
    for (Map.Entry<String, String> reference : references().entrySet()) {
      if (reference.getValue().equals(commit)) {
        Files.deleteIfExists(folder.resolve(REFS).resolve(reference.getKey()));
      }
    }
  }

  private static boolean hasFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.anyMatch(file -> !Files.isDirectory(file));
    }
  }

  /** The blobs that snapshots lead to. */
  private Set<Path> linked() throws IOException {
    Set<Path> linked = new HashSet<>();
    try (Stream<Path> files = Files.walk(folder.resolve(SNAPSHOTS))) {
      for (Path file : files.filter(Files::isSymbolicLink).toList()) {
        linked.add(file.getParent().resolve(Files.readSymbolicLink(file)).normalize());
      }
    }
    return linked;
  }

  /** Bytes of all files, links not counted. */
  private long size() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
