package org.llamajvm.models.source;

/**
 * A file of weights.
 *
 * @param name without the directory
 * @param bytes its size
 */
public record StoredFile(String name, long bytes) {}
