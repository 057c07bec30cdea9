package org.llamajvm.server.llamacpp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.llamajvm.models.Answer;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.SchedulerStatus;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.JsonMap;
import org.llamajvm.server.http.RequestFault;

/** What the server is, and what it does. Nothing here has text of anybody's. */
public final class State {

  private static final int SOON = 2; // seconds

  private final ServedModel model;
  private final BooleanSupplier draining;

  /** The endpoints. */
  public State(ServedModel model, BooleanSupplier draining) {
    this.model = model;
    this.draining = draining;
  }

  /** GET /health. */
  public void health(Exchange exchange) throws IOException {
    if (draining.getAsBoolean()) {
      throw RequestFault.shuttingDown();
    }
    exchange.reply(200, JsonMap.of("status", "ok"));
  }

  /** GET /props. */
  public void props(Exchange exchange) throws IOException {
    LanguageModel opened = model.model();
    GenerationConfig config = opened.generationConfig();
    Map<String, Object> params =
        JsonMap.of(
            "temperature", opened.recommendedSampling(0).temperature(),
            "top_k", opened.recommendedSampling(0).topK(),
            "top_p", opened.recommendedSampling(0).topP(),
            "min_p", opened.recommendedSampling(0).minP(),
            "repeat_penalty", opened.recommendedSampling(0).repeatPenalty());
    exchange.reply(
        200,
        JsonMap.of(
            "default_generation_settings", JsonMap.of("n_ctx", model.context(), "params", params),
            "total_slots", model.scheduler().options().maxRunning(),
            "model_alias", model.id(),
            "chat_template", model.template().map(template -> template.source()).orElse(""),
            "eos_token_ids", config.eosIds(),
            "build_info", "llama-jvm",
            "kernels", opened.backendDescription()));
  }

  /** GET /slots. */
  public void slots(Exchange exchange) throws IOException {
    SchedulerStatus status = model.scheduler().status();
    boolean full = status.running() >= model.scheduler().options().maxRunning();
    if (full && exchange.query("fail_on_no_slot").filter("1"::equals).isPresent()) {
      throw RequestFault.later(503, "no_slot", SOON, "All slots are busy");
    }
    List<Object> slots = new ArrayList<>();
    for (SchedulerStatus.AnswerStatus answer : status.answers()) {
      slots.add(slot(answer));
    }
    exchange.reply(200, slots);
  }

  private Map<String, Object> slot(SchedulerStatus.AnswerStatus answer) {
    return JsonMap.of(
        "id_task", answer.id(),
        "n_ctx", model.context(),
        "is_processing", answer.phase() != Answer.Phase.QUEUED,
        "phase", answer.phase().name().toLowerCase(Locale.ROOT),
        "n_prompt_tokens", answer.promptTokens(),
        "n_prompt_tokens_cached", answer.cachedTokens(),
        "n_prompt_tokens_processed", answer.processedTokens(),
        "n_decoded", answer.generatedTokens(),
        "age_seconds", answer.age().toMillis() / 1e3);
  }
}
