package org.llamajvm.spark.model;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkFiles;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;

/** Finds the model that settings name, on the node where it is called. */
final class ModelFiles {

  /** How the name of a list of files ends. */
  static final String LISTING = ".sha256";

  private ModelFiles() {}

  /**
   * Where what settings name is. Spark keeps shipped files apart for each session, and knows by the
   * thread of the task whose they are.
   */
  static Path named(Settings settings) {
    return settings
        .text(Setting.MODEL_FILE)
        .map(ModelFiles::shipped)
        .or(() -> settings.text(Setting.MODEL).map(Path::of))
        .orElseThrow(ModelFiles::nothingNamed);
  }

  /**
   * What people call it: the name of the directory or file, and of a list of shipped files without
   * its ending.
   */
  static String displayName(Path named) {
    String name = named.getFileName().toString();
    return name.endsWith(LISTING) ? name.substring(0, name.length() - LISTING.length()) : name;
  }

  /** Where Spark has put a file: in its own directory, or in that of a session below. */
  private static Path shipped(String name) {
    Path own = Path.of(SparkFiles.get(name));
    if (Files.exists(own)) {
      return own;
    }
    try (Stream<Path> sessions = Files.list(Path.of(SparkFiles.getRootDirectory()))) {
      return sessions
          .map(session -> session.resolve(name))
          .filter(Files::exists)
          .findFirst()
          .orElse(own);
    } catch (IOException _) {
      return own;
    }
  }

  /**
   * The directory or GGUF file.
   *
   * @param named a directory, a GGUF file, or a list of shipped files
   * @throws IOException if it is not there, or not the one that is meant
   */
  static Path locate(Path named, Settings settings) throws IOException {
    boolean shipped = settings.has(Setting.MODEL_FILE);
    require(
        named,
        shipped
            ? "no such file was shipped; ship it in this session, or add it with ADD FILE or --files"
            : "no model at this path on this node; copy it there, or ship it");
    check(named, settings.text(Setting.MODEL_SHA256));
    return shipped && named.toString().endsWith(LISTING) ? assemble(named) : named;
  }

  private static IllegalArgumentException nothingNamed() {
    return new IllegalArgumentException(
        "No model is named; set model, or modelFile for one that Spark ships");
  }

  private static void require(Path path, String problem) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(path + ": " + problem);
    }
  }

  private static void check(Path model, Optional<String> digest) throws IOException {
    if (digest.isEmpty()) {
      return;
    }
    String found =
        Files.isDirectory(model)
            ? ModelListing.ofDirectory(model).digest()
            : ModelListing.digest(model);
    ModelListing.check(model, digest.get(), found);
  }

  /** A directory in which every file of a list has its own name, by links. */
  private static Path assemble(Path listingFile) throws IOException {
    ModelListing listing = ModelListing.read(listingFile);
    String prefix = listingFile.getFileName() + ".";
    Map<String, Path> files = new TreeMap<>();
    for (String name : listing.digests().keySet()) {
      Path own = listingFile.resolveSibling(prefix + name);
      Path file = Files.exists(own) ? own : listingFile.resolveSibling(name);
      require(file, listingFile.getFileName() + " names it, but it was not shipped");
      files.put(name, file);
    }
    listing.check(files);
    Path directory = listingFile.resolveSibling("llama-" + listing.digest());
    Files.createDirectories(directory);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      link(directory.resolve(file.getKey()), file.getValue());
    }
    return directory;
  }

  private static void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target.toRealPath());
    } catch (FileAlreadyExistsException _) {
      return; // the model was opened before
    }
  }
}
