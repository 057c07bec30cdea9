package org.llamajvm.hub.pull;

import java.nio.file.Path;

/**
 * A model that is in the cache now.
 *
 * @param path what is opened to run it
 * @param commit that it is of
 * @param files that it consists of
 * @param fetched bytes that came from the hub
 * @param awaited bytes of files that another pull fetched meanwhile
 */
public record PulledModel(Path path, String commit, int files, long fetched, long awaited) {}
