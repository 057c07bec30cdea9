package org.llamajvm.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOutline;
import org.llamajvm.models.memory.MachineMemory;

/**
 * Tells people, once for each reason, that something faster is at hand. Of scalar kernels warns
 * whoever chooses them.
 */
public final class SpeedHints {

  private static final Duration LONG_COPY = Duration.ofSeconds(1);
  private static final long LARGE = 1L << 30;
  private static final double HALF_FLOAT = 16;

  /** Groups of 32 take five bits a weight, and the ends of a model may have eight. */
  private static final double MOST_OF_FOUR_BITS = 5.2;

  private static final double GIB = 1L << 30;

  private final Hints hints;

  /** Remembers what was told as {@link Hints} does. */
  public SpeedHints(Streams streams, Surroundings surroundings) {
    hints = new Hints(streams, surroundings);
  }

  /**
   * What is known of a model that was opened.
   *
   * @param path what was opened
   * @param bits of a weight, on average
   * @param bytes of the weights
   * @param copying how long it took to copy weights into the kernels' order
   * @param threads that compute
   * @param processors of the machine
   */
  record Facts(Path path, double bits, long bytes, Duration copying, int threads, int processors) {}

  /**
   * Looks at a model that was opened.
   *
   * @param threads that compute
   */
  public void tell(LanguageModel model, Path path, int threads) {
    if (!hints.isNew("")) {
      return;
    }
    try {
      ModelOutline outline = ModelOutline.read(path, MachineMemory.current());
      Facts facts =
          new Facts(
              path,
              outline.bitsPerWeight(),
              outline.memory().weights(),
              model.loadTimes().placement(),
              threads,
              Runtime.getRuntime().availableProcessors());
      of(facts)
          .forEach((topic, sentence) -> {
            if (hints.isNew(topic)) {
              hints.tell(topic, sentence);
            }
          });
    } catch (IOException _) {
      return; // whoever uses the model says what is wrong
    }
  }

  /** Sentences by their topics. */
  static Map<String, String> of(Facts facts) {
    Map<String, String> sentences = new LinkedHashMap<>();
    boolean directory = Files.isDirectory(facts.path());
    if (facts.threads() > facts.processors()) {
      sentences.put(
          "threads",
          "%d threads on %s wait for each other; --threads %d is faster"
              .formatted(
                  facts.threads(), Plural.of(facts.processors(), "processor"), facts.processors()));
    }
    if (facts.bits() >= HALF_FLOAT && facts.bytes() >= LARGE) {
      sentences.put(
          "quantise",
          String.format(
              Locale.ROOT,
              "The weights are %.1f GiB of floats, all of which are read for each token; llama"
                  + " convert --quantize makes a quarter of them, which answers about three times"
                  + " as fast",
              facts.bytes() / GIB));
    } else if (directory && hasFourBits(facts) && facts.copying().compareTo(LONG_COPY) > 0) {
      sentences.put(
          "layout",
          String.format(
              Locale.ROOT,
              "It takes %.1f s at each start to copy the weights into the order of the kernels; llama"
                  + " convert --layout interleaved writes them so once",
              facts.copying().toMillis() / 1e3));
    }
    return sentences;
  }

  /** Only weights of 4 bits have the order of the kernels in files. */
  private static boolean hasFourBits(Facts facts) {
    return facts.bits() >= 4 && facts.bits() <= MOST_OF_FOUR_BITS;
  }
}
