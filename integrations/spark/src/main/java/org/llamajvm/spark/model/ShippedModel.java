package org.llamajvm.spark.model;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A model that Spark copies from the driver to every executor that runs a task of the application.
 * Its bytes go from file to socket and never lie in the driver's heap.
 *
 * @param file name among the files that Spark ships
 * @param sha256 digest that the executors check
 */
public record ShippedModel(String file, String sha256) {

  /**
   * Ships a model: a GGUF file as it is, a directory as its files and a list of them.
   *
   * @param model directory or GGUF file on the driver's node
   * @throws IOException if it cannot be read
   */
  public static ShippedModel ship(SparkSession session, Path model) throws IOException {
    Path whole = model.toRealPath();
    if (!Files.isDirectory(whole)) {
      add(session, whole);
      return new ShippedModel(whole.getFileName().toString(), ModelListing.digest(whole));
    }
    ModelListing listing = ModelListing.ofDirectory(whole);
    if (listing.digests().isEmpty()) {
      throw new IOException(whole + ": the directory has no files");
    }
    Path links = Files.createTempDirectory("llama-ship");
    String name = whole.getFileName() + "-" + listing.digest().substring(0, 8) + ModelFiles.LISTING;
    for (String file : listing.digests().keySet()) {
      add(session, link(links.resolve(name + "." + file), whole.resolve(file)));
    }
    add(session, Files.writeString(links.resolve(name), listing.text()));
    return new ShippedModel(name, listing.digest());
  }

  private static Path link(Path link, Path target) throws IOException {
    try {
      return Files.createLink(link, target);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException _) {
      return Files.createSymbolicLink(link, target); // on another disk
    }
  }

  /**
   * By a statement of the session: Spark 4 gives a session's tasks the files that were added in
   * that session, and of the context only those that were there when the session began. By its
   * address: Spark would follow a link in a path, and lose the name.
   */
  private static void add(SparkSession session, Path file) {
    session.sql("ADD FILE '%s'".formatted(file.toUri().toString().replace("'", "%27")));
  }
}
