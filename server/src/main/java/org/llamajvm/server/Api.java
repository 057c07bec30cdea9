package org.llamajvm.server;

import java.util.function.BooleanSupplier;
import org.llamajvm.server.answer.Desk;
import org.llamajvm.server.answer.ServedModel;
import org.llamajvm.server.anthropic.AnthropicErrors;
import org.llamajvm.server.anthropic.Messages;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.server.http.Routes;
import org.llamajvm.server.llamacpp.State;
import org.llamajvm.server.llamacpp.Tokens;
import org.llamajvm.server.metrics.ServerMetrics;
import org.llamajvm.server.ollama.Catalog;
import org.llamajvm.server.ollama.Generating;
import org.llamajvm.server.ollama.OllamaErrors;
import org.llamajvm.server.openai.ChatCompletions;
import org.llamajvm.server.openai.Completions;
import org.llamajvm.server.openai.Models;
import org.llamajvm.server.openai.OpenAiErrors;
import org.llamajvm.server.openai.Responses;
import org.llamajvm.server.page.Page;
import org.llamajvm.server.request.UnknownFields;

/** Every path of the server, and who answers it. */
final class Api {

  private final Desk desk;
  private final ServedModel model;
  private final UnknownFields unknown;
  private final boolean strictModel;
  private final Routes routes = new Routes(new OpenAiErrors());

  private Api(Desk desk, UnknownFields unknown, boolean strictModel) {
    this.desk = desk;
    this.model = desk.model();
    this.unknown = unknown;
    this.strictModel = strictModel;
  }

  static Routes routes(
      Desk desk,
      UnknownFields unknown,
      boolean strictModel,
      ServerMetrics metrics,
      BooleanSupplier draining) {
    Api api = new Api(desk, unknown, strictModel);
    api.addOpenAi();
    api.addAnthropic();
    api.addOllama();
    api.addLlamaCpp(metrics, draining);
    Page.addTo(api.routes);
    return api.routes;
  }

  private void addOpenAi() {
    Models models = new Models(model);
    routes
        .post("/v1/chat/completions", new ChatCompletions(desk, unknown, strictModel))
        .post("/v1/completions", new Completions(desk, unknown, strictModel))
        .post("/v1/responses", new Responses(desk, unknown, strictModel))
        .post("/v1/embeddings", Api::notSupported)
        .get("/v1/models", models::list)
        .get("/v1/models/" + model.id(), models::one);
  }

  private static void notSupported(Exchange exchange) {
    throw RequestFault.of(
        501, "not_supported", "This server generates text; it makes no embeddings");
  }

  private void addAnthropic() {
    Messages messages = new Messages(desk, unknown);
    routes
        .errors("/v1/messages", new AnthropicErrors())
        .post("/v1/messages", messages::create)
        .post("/v1/messages/count_tokens", messages::count);
  }

  private void addOllama() {
    Generating generating = new Generating(desk, unknown);
    Catalog catalog = new Catalog(model);
    routes
        .errors("/api/", new OllamaErrors())
        .get("/api/version", catalog::version)
        .get("/api/tags", catalog::tags)
        .get("/api/ps", catalog::running)
        .post("/api/show", catalog::show)
        .post("/api/embed", Api::notSupported)
        .post("/api/embeddings", Api::notSupported)
        .post("/api/chat", generating::chat)
        .post("/api/generate", generating::generate);
  }

  private void addLlamaCpp(ServerMetrics metrics, BooleanSupplier draining) {
    State state = new State(model, draining);
    Tokens tokens = new Tokens(model);
    routes
        .get("/health", state::health)
        .get("/v1/health", state::health)
        .get("/props", state::props)
        .get("/slots", state::slots)
        .get("/metrics", metrics::write)
        .post("/tokenize", tokens::tokenize)
        .post("/detokenize", tokens::detokenize)
        .post("/apply-template", tokens::applyTemplate);
  }
}
