package org.llamajvm.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.llamajvm.models.Generation;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerStatus;
import org.llamajvm.server.answer.AnswerMeter;
import org.llamajvm.server.http.Exchange;
import org.llamajvm.server.http.RequestLog;

/** All metrics, in a registry of their own. Safe for use by many threads. */
public final class ServerMetrics implements AnswerMeter, RequestLog {

  private static final double NANOS = 1e9;
  private static final double[] SHORT = {
    0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5
  };
  private static final double[] LONG = {
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests;
  private final Counter failures;
  private final Counter unknownFields;
  private final Histogram queue;
  private final Histogram firstToken;
  private final Histogram betweenTokens;
  private final Histogram prefill;
  private final Histogram decode;
  private final Histogram whole;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  /**
   * Metrics of one server.
   *
   * @param scheduler borrowed
   * @param connections that are open
   */
  public ServerMetrics(Scheduler scheduler, IntSupplier connections) {
    requests =
        Counter.builder()
            .name("llama_http_requests_total")
            .help("Requests that were answered, by status")
            .labelNames("status")
            .register(registry);
    failures = counter("llama_failed_answers_total", "Answers that failed");
    unknownFields = counter("llama_unknown_fields_total", "Members of requests nobody knows");
    queue = histogram("llama_queue_seconds", "Time until the prompt is looked at", LONG);
    firstToken = histogram("llama_time_to_first_token_seconds", "Time until the first text", LONG);
    betweenTokens = histogram("llama_inter_token_seconds", "Time between tokens", SHORT);
    prefill = histogram("llama_prefill_seconds", "Time for the prompt", LONG);
    decode = histogram("llama_decode_seconds", "Time from the prompt to the end", LONG);
    whole = histogram("llama_request_seconds", "Time from the request to the end", LONG);
    status(scheduler);
    GaugeWithCallback.builder()
        .name("llama_connections")
        .help("Connections that are open")
        .callback(callback -> callback.call(connections.getAsInt()))
        .register(registry);
  }

  private void status(Scheduler scheduler) {
    gauge(scheduler, "llama_requests_running", "Requests being answered", s -> s.running());
    gauge(scheduler, "llama_requests_waiting", "Requests in the queue", s -> s.waiting());
    gauge(scheduler, "llama_kv_pages", "Pages that there is room for", s -> s.pages().total());
    gauge(scheduler, "llama_kv_pages_used", "Pages of sequences", s -> s.pages().used());
    gauge(scheduler, "llama_kv_pages_cached", "Pages of ended requests", s -> s.pages().cached());
    gauge(
        scheduler, "llama_kv_pages_reserved", "Pages kept for answers", s -> s.pages().reserved());
    total(scheduler, "llama_requests_total", "Requests accepted", s -> s.totals().accepted());
    total(
        scheduler,
        "llama_requests_cancelled_total",
        "Requests cancelled",
        s -> s.totals().cancelled());
    total(scheduler, "llama_requests_refused_total", "Full queue", s -> s.totals().refused());
    total(scheduler, "llama_steps_total", "Steps of the model", s -> s.totals().steps());
    total(
        scheduler,
        "llama_prompt_tokens_total",
        "Tokens of prompts processed",
        s -> s.totals().promptTokens());
    total(
        scheduler,
        "llama_cached_prompt_tokens_total",
        "Tokens of prompts that were known",
        s -> s.totals().cachedTokens());
    total(
        scheduler,
        "llama_generated_tokens_total",
        "Tokens made",
        s -> s.totals().generatedTokens());
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  private void gauge(
      Scheduler scheduler, String name, String help, ToDoubleFunction<SchedulerStatus> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsDouble(scheduler.status())))
        .register(registry);
  }

  private void total(
      Scheduler scheduler, String name, String help, ToDoubleFunction<SchedulerStatus> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsDouble(scheduler.status())))
        .register(registry);
  }

  /** GET /metrics. */
  public void write(Exchange exchange) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, registry.scrape());
    exchange.reply(200, "text/plain; version=0.0.4; charset=utf-8", text.toByteArray());
  }

  /** A member of a request is not known. */
  public void unknownField() {
    unknownFields.inc();
  }

  @Override
  public void began(Duration waited) {
    queue.observe(seconds(waited));
  }

  @Override
  public void first(Duration sinceRequest) {
    firstToken.observe(seconds(sinceRequest));
  }

  @Override
  public void more(Duration sinceLast, int tokens) {
    if (tokens > 0) {
      betweenTokens.observe(seconds(sinceLast) / tokens);
    }
  }

  @Override
  public void ended(Generation generation, Duration sinceRequest) {
    prefill.observe(seconds(generation.timings().prompt()));
    decode.observe(seconds(generation.timings().generation()));
    whole.observe(seconds(sinceRequest));
  }

  @Override
  public void failed() {
    failures.inc();
  }

  @Override
  public void ended(Exchange exchange) {
    requests.labelValues(String.valueOf(exchange.status())).inc();
  }

  @Override
  public void failed(Exchange exchange, Throwable fault) {}

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }
}
