package org.llamajvm.hub.pull;

import java.nio.file.Path;

/**
 * A model that is in the cache now.
 *
 * @param path what is opened to run it
 * @param commit that it is of
 * @param files that it consists of
 * @param fetched bytes that had to be fetched; 0 if all was there
 */
public record PulledModel(Path path, String commit, int files, long fetched) {}
