package org.llamajvm.hub.pull;

import org.llamajvm.hub.RepositoryName;

/**
 * What a hub was asked for.
 *
 * @param repository whose
 * @param revision of the repository
 * @param file its name; empty for the list of files
 */
record Subject(RepositoryName repository, String revision, String file) {

  static Subject of(RepositoryName repository, String revision) {
    return new Subject(repository, revision, "");
  }
}
