package org.llamajvm.models;

import java.time.Duration;

/**
 * How long the parts of opening a model took. Some ran beside others, so that their sum may be more
 * than the whole.
 *
 * @param weights reading headers and config.json, and mapping
 * @param tokenizer reading the tokenizer, beside everything else
 * @param placement copying weights into the kernels' order, beside the warm-up; zero if they lie so
 * @param warmUp running a very small model until its kernels are compiled; zero for small models
 * @param total from the beginning to the end
 */
public record LoadTimes(
    Duration weights, Duration tokenizer, Duration placement, Duration warmUp, Duration total) {}
