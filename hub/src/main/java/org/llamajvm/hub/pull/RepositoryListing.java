package org.llamajvm.hub.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;

/**
 * What a hub says of a repository.
 *
 * @param commit that the revision means
 * @param files of the commit
 */
record RepositoryListing(String commit, List<RemoteFile> files) {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** Copies the list. */
  RepositoryListing {
    files = List.copyOf(files);
  }

  /**
   * Reads the answer to {@code /api/models/NAME/revision/REVISION?blobs=true}.
   *
   * @throws HubException if it names what must not be written here
   * @throws ModelException if it is no such answer
   */
  static RepositoryListing of(JsonObject answer) throws HubException, ModelException {
    String commit = answer.text("sha");
    if (!COMMIT.matcher(commit).matches()) {
      throw new HubException(Kind.CORRUPT, "The hub names no commit but '%s'".formatted(commit));
    }
    List<RemoteFile> files = new ArrayList<>();
    for (JsonObject file : answer.objects("siblings")) {
      Optional<JsonObject> large = file.optionalObject("lfs");
      String path = file.text("rfilename");
      files.add(
          large.isPresent()
              ? RemoteFile.checked(
                  path, large.get().longInteger("size"), large.get().text("sha256"))
              : RemoteFile.checked(path, file.longInteger("size"), file.text("blobId")));
    }
    return new RepositoryListing(commit, files);
  }

  /** A file by its name. */
  Optional<RemoteFile> find(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }
}
