package org.llamajvm.server.answer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.llamajvm.format.Sha256;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.Scheduler;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/**
 * The model that all requests are answered by. Safe to share between threads.
 *
 * @param model borrowed
 * @param scheduler borrowed
 * @param id by which clients know the model
 * @param template how conversations are written for it; empty if it has none
 * @param loaded since when it is there
 * @param fingerprint changes when the same seed may give another text
 */
public record ServedModel(
    LanguageModel model,
    Scheduler scheduler,
    String id,
    Optional<ChatTemplate> template,
    Instant loaded,
    String fingerprint) {

  private static final int FINGERPRINT_DIGITS = 10;

  /** A model that was just loaded. */
  public static ServedModel of(
      LanguageModel model, Scheduler scheduler, String id, Optional<ChatTemplate> template) {
    String computing = id + '\n' + model.backendDescription();
    String digits = Sha256.of(computing.getBytes(StandardCharsets.UTF_8));
    return new ServedModel(
        model,
        scheduler,
        id,
        template,
        Instant.now(),
        "fp_" + digits.substring(0, FINGERPRINT_DIGITS));
  }

  /** The model's tokenizer. */
  public Tokenizer tokenizer() {
    return model.tokenizer();
  }

  /** The most tokens of a prompt and its answer together. */
  public int context() {
    return scheduler.context();
  }
}
