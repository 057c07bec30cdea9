package org.llamajvm.engine.probe;

/**
 * The two limits of a machine: the roofline of Williams, Waterman and Patterson (2009).
 *
 * @param bytesPerSecond that all threads together read from memory
 * @param multiplyAddsPerSecond of float32 that all threads together do
 */
public record MachineSpeed(double bytesPerSecond, double multiplyAddsPerSecond) {}
