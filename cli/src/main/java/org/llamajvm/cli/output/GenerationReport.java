package org.llamajvm.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.llamajvm.engine.generate.Timings;
import org.llamajvm.engine.sampling.TokenLogprobs;
import org.llamajvm.models.Generation;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;

/**
 * What is told of a generation when it is over.
 *
 * @param tokenizer names the tokens
 * @param generation what was made
 */
public record GenerationReport(Tokenizer tokenizer, Generation generation) {

  private static final double NANOS = 1e9;

  /** Prints times, rates and memory for people. */
  public void printTimings(Streams streams) {
    Timings timings = generation.timings();
    streams.info(
        line("Prompt processing", timings.prompt(), timings.promptTokens(), timings.promptRate()));
    streams.info(
        line("Full generation", timings.total(), timings.generatedTokens(), timings.totalRate()));
    streams.info("Peak memory: " + PeakMemory.measure());
  }

  private static String line(String what, Duration time, int tokens, double rate) {
    return String.format(
        Locale.ROOT,
        "%s: %.3f s (%s, %.1f tokens/s)",
        what,
        time.toNanos() / NANOS,
        Plural.of(tokens, "token"),
        rate);
  }

  /** Prints a line for each token for people. */
  public void printLogprobs(Streams streams) {
    for (TokenLogprobs token : generation.logprobs()) {
      String others =
          token.top().stream()
              .map(entry -> named(entry.token(), entry.logprob()))
              .collect(Collectors.joining("  "));
      streams.info(
          "Logprob: "
              + named(token.token(), token.logprob())
              + (others.isEmpty() ? "" : " of ")
              + others);
    }
  }

  private String named(int token, double logprob) {
    return String.format(Locale.ROOT, "%d %s %.4f", token, quoted(token), logprob);
  }

  private String quoted(int token) {
    return JsonNodeFactory.instance.textNode(text(token)).toString();
  }

  private String text(int token) {
    return token < tokenizer.vocabularySize()
        ? tokenizer.decode(new int[] {token}, SpecialTokens.SHOW)
        : "";
  }

  /**
   * Everything for programs, on one line.
   *
   * @param prompt to put in, or null
   */
  public String json(Path model, String prompt, long seed) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model", model.toString());
    if (prompt != null) {
      root.put("prompt", prompt);
    }
    root.put("text", generation.text());
    ArrayNode tokens = root.putArray("tokens");
    generation.tokens().forEach(tokens::add);
    root.put("finish_reason", generation.finishReason().name().toLowerCase(Locale.ROOT));
    root.put("seed", seed);
    root.set("usage", usage());
    root.set("timings", timings());
    PeakMemory memory = PeakMemory.measure();
    root.put("peak_memory_bytes", memory.bytes());
    root.put("peak_memory_is_whole_process", memory.resident());
    if (!generation.logprobs().isEmpty()) {
      ArrayNode logprobs = root.putArray("logprobs");
      generation.logprobs().forEach(token -> logprobs.add(logprobs(token)));
    }
    return root.toString();
  }

  private ObjectNode usage() {
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    usage.put("prompt_tokens", generation.usage().promptTokens());
    usage.put("completion_tokens", generation.usage().completionTokens());
    usage.put("total_tokens", generation.usage().totalTokens());
    return usage;
  }

  private ObjectNode timings() {
    Timings timings = generation.timings();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("prompt_seconds", timings.prompt().toNanos() / NANOS);
    node.put("prompt_tokens_per_second", timings.promptRate());
    node.put("generation_seconds", timings.generation().toNanos() / NANOS);
    node.put("generation_tokens_per_second", timings.generationRate());
    node.put("total_seconds", timings.total().toNanos() / NANOS);
    return node;
  }

  private ObjectNode logprobs(TokenLogprobs token) {
    ObjectNode node = entry(token.token(), token.logprob());
    ArrayNode top = node.putArray("top");
    token.top().forEach(other -> top.add(entry(other.token(), other.logprob())));
    return node;
  }

  private ObjectNode entry(int token, double logprob) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("token", token);
    node.put("text", text(token));
    node.put("logprob", logprob);
    return node;
  }
}
