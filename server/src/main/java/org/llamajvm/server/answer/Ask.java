package org.llamajvm.server.answer;

import java.time.Duration;
import java.util.Optional;
import org.llamajvm.models.GenerateOptions;

/**
 * What a client wants continued.
 *
 * @param prompt tokens; borrowed, not to be changed
 * @param options what to generate
 * @param turnEnds whether the end of a turn ends the text
 * @param limit the most time from the first token on
 */
public record Ask(
    int[] prompt, GenerateOptions options, boolean turnEnds, Optional<Duration> limit) {}
