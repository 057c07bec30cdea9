package org.llamajvm.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.llamajvm.cli.chat.Console;
import org.llamajvm.cli.chat.Templates;
import org.llamajvm.cli.option.ByteCount;
import org.llamajvm.cli.option.ComputeOptions;
import org.llamajvm.cli.option.ListenOptions;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.models.SchedulerStatus;
import org.llamajvm.server.LlamaServer;
import org.llamajvm.server.LlamaServerBuilder;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Answers over HTTP. */
@Command(
    name = "serve",
    description = {
      "Answers over HTTP, in the protocols of OpenAI, Anthropic, ollama and llama.cpp.",
      "A line a request goes to standard output, everything else to standard error."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama serve",
      "  llama serve -m path/to/model --port 8080 --parallel 8 --kv-budget 8GiB",
      "  llama serve --host 0.0.0.0 --api-key-file keys.txt"
    })
public final class ServeCommand implements Callable<Integer> {

  private final Streams streams;

  @Spec private CommandSpec command;

  @Mixin private ModelDirectory model;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "The name of the model for clients. Default: that of its directory or file.")
  private String alias;

  @Option(
      names = "--chat-template",
      paramLabel = "NAME|FILE",
      description = "How to write conversations, as in chat. Default: the model's own.")
  private String template;

  @Mixin private ListenOptions listening;

  @Option(
      names = {"-np", "--parallel"},
      paramLabel = "N",
      description = "The most requests that are answered at once. Default: ${DEFAULT-VALUE}.")
  private int parallel = SchedulerOptions.DEFAULT_MAX_RUNNING;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "The most requests that wait; further ones get a 503. Default: ${DEFAULT-VALUE}.")
  private int queue = SchedulerOptions.DEFAULT_MAX_WAITING;

  @Option(
      names = "--per-key",
      paramLabel = "N",
      description =
          "The most answers that a key may want at once, the waiting ones included; for more it"
              + " gets a 429. Default: ${DEFAULT-VALUE}.")
  private int perKey = LlamaServerBuilder.DEFAULT_MOST_PER_CLIENT;

  @Option(
      names = "--kv-budget",
      paramLabel = "SIZE",
      converter = ByteCount.class,
      description =
          "The most memory for keys and values, such as 8GiB. Default: as much as there is.")
  private Long kvBudget;

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      converter = ByteCount.class,
      description = "The largest body of a request. Default: 8MiB.")
  private Long mostBody;

  @Option(
      names = "--strict-model",
      description = "Refuse requests that name another model; any name will do otherwise.")
  private boolean strictModel;

  @Option(
      names = "--drain-timeout",
      paramLabel = "SECONDS",
      description =
          "How long accepted requests may go on after SIGTERM. Default: ${DEFAULT-VALUE}.")
  private int drainTimeout = 30;

  @Option(names = "--log-json", description = "Log each request as an object of JSON.")
  private boolean logJson;

  @Mixin private ComputeOptions compute;

  /** Gets the streams to work with. */
  public ServeCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ModelNames.Chosen chosen = model.chosen();
    Path directory = chosen.path();
    SchedulerOptions scheduling = scheduling();
    try (Stopping stopping = Stopping.open();
        LanguageModel opened =
            compute.open(
                chosen,
                streams,
                options -> kvBudget == null ? options : options.withKvBudget(kvBudget));
        LlamaServer server = start(builder(opened, chosen).scheduling(scheduling))) {
      announce(server, directory, scheduling);
      int exitCode = stopping.await();
      streams.info("Ending; requests under way have %d s".formatted(drainTimeout));
      boolean all = server.drain(Duration.ofSeconds(drainTimeout));
      if (!all) {
        streams.warn("Requests that did not end in time are cut off");
      }
      return exitCode;
    }
  }

  private SchedulerOptions scheduling() {
    if (drainTimeout < 0) {
      throw wrong("--drain-timeout must be 0 or more, not " + drainTimeout, null);
    }
    try {
      return SchedulerOptions.defaults().withMaxRunning(parallel).withMaxWaiting(queue);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private LlamaServerBuilder builder(LanguageModel opened, ModelNames.Chosen named)
      throws IOException {
    LlamaServerBuilder builder = LlamaServer.builder(opened);
    listening.applyTo(builder);
    ChatTemplate chosen =
        template == null
            ? Templates.of(opened, named.settings(), new Console(streams, false), compute.verbose())
            : Templates.named(template, opened);
    try {
      if (mostBody != null) {
        builder.mostBodyBytes((int) Math.min(mostBody, Integer.MAX_VALUE - 8));
      }
      return builder
          .id(alias != null ? alias : named.name())
          .chatTemplate(chosen)
          .mostPerClient(perKey)
          .strictModel(strictModel)
          .log(this::log, logJson);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private LlamaServer start(LlamaServerBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage() + " (--api-key-file FILE, or --insecure)", e);
    }
  }

  private ParameterException wrong(String message, Throwable cause) {
    return new ParameterException(command.commandLine(), message, cause);
  }

  private synchronized void log(String line) {
    streams.out().println(line);
    streams.out().flush();
  }

  private void announce(LlamaServer server, Path directory, SchedulerOptions scheduling) {
    SchedulerStatus.Pages pages = server.status().pages();
    streams.info("Model: %s".formatted(directory));
    streams.info(
        "Context: %d tokens a request; room for %d tokens of all requests; %d at once, %d waiting"
            .formatted(
                server.context(),
                pages.tokens(),
                scheduling.maxRunning(),
                scheduling.maxWaiting()));
    streams.info("Listening at %s (OpenAI: %s/v1)".formatted(server.url(), server.url()));
  }
}
