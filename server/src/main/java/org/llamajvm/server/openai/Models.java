package org.llamajvm.server.openai;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.JsonMap;

/** GET /v1/models: there is one. */
public final class Models {

  private final ServedModel model;

  /** The endpoints. */
  public Models(ServedModel model) {
    this.model = model;
  }

  /** All models. */
  public void list(Exchange exchange) throws IOException {
    exchange.reply(200, JsonMap.of("object", "list", "data", List.of(description())));
  }

  /** The model. */
  public void one(Exchange exchange) throws IOException {
    exchange.reply(200, description());
  }

  private Map<String, Object> description() {
    return JsonMap.of(
        "id", model.id(),
        "object", "model",
        "created", model.loaded().getEpochSecond(),
        "owned_by", "llama-jvm",
        "meta",
            JsonMap.of(
                "n_ctx", model.context(),
                "n_ctx_train", model.model().config().maxPositions(),
                "n_vocab", model.model().config().vocabularySize(),
                "chat_template", model.template().isPresent()));
  }
}
