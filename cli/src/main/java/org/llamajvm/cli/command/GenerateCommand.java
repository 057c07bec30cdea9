package org.llamajvm.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.llamajvm.cli.ExitCode;
import org.llamajvm.cli.chat.Console;
import org.llamajvm.cli.chat.Templates;
import org.llamajvm.cli.option.ComputeOptions;
import org.llamajvm.cli.option.ConstraintArguments;
import org.llamajvm.cli.option.MaxTokens;
import org.llamajvm.cli.option.ModelDirectory;
import org.llamajvm.cli.option.ModelNames;
import org.llamajvm.cli.option.PromptArguments;
import org.llamajvm.cli.option.PromptFrame;
import org.llamajvm.cli.option.SamplingArguments;
import org.llamajvm.cli.option.Utf8Lines;
import org.llamajvm.cli.output.GenerationPrinter;
import org.llamajvm.cli.output.GenerationReport;
import org.llamajvm.cli.output.Hints;
import org.llamajvm.cli.output.Plural;
import org.llamajvm.cli.output.Streams;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.hub.Surroundings;
import org.llamajvm.hub.find.StoredSettings;
import org.llamajvm.models.ChatSession;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationListener;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.reply.ReplyFormat;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Continues a text. */
@Command(
    name = "generate",
    description = {
      "Continues a text.",
      "The completion goes to standard output while it is made, everything else to standard error."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  llama generate --prompt \"Once upon a time\" --max-tokens 200",
      "  llama generate -m path/to/model -p \"The sea\" --temp 0.8 --top-p 0.95 --seed 42",
      "  llama generate --prompt-file letter.txt --stop \"Yours,\" --json | jq .text",
      "  llama generate --few-shot questions.txt",
      "  llama generate -p \"The capital of France: \" --json-schema schema.json",
      "  llama generate -p \"Good or bad? \" --choices good,bad"
    })
public final class GenerateCommand implements Callable<Integer> {

  private static final String CHAT_HINT = "chat-template";

  private final Streams streams;

  @Spec private CommandSpec command;

  @Mixin private ModelDirectory model;

  @Mixin private PromptArguments prompts;

  @Option(
      names = {"-n", "--max-tokens", "--n-predict"},
      paramLabel = "N",
      description =
          "The most tokens to make; -1 for as many as the context holds."
              + " Default: ${DEFAULT-VALUE}.")
  private int maxTokens = GenerateOptions.DEFAULT_MAX_TOKENS;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End before this text, which is not printed. May be given several times.")
  private List<String> stop = List.of();

  @Option(names = "--ignore-eos", description = "Never choose a token that ends the text.")
  private boolean ignoreEnd;

  @Option(
      names = "--parse-special",
      description = "Read special tokens such as <|eot_id|> in the prompt as such.")
  private boolean parseSpecial;

  @Option(names = "--echo", description = "Print the prompt before the completion.")
  private boolean echo;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      description =
          "Report the log probability of each token and of the N most probable ones: on standard"
              + " error, or in the JSON.")
  private Integer logprobs;

  @Option(
      names = "--hide-thinking",
      description = "Leave out what the model thinks before it answers, between <think> tags.")
  private boolean hideThinking;

  @Option(
      names = "--json",
      description =
          "Print one JSON object with text, tokens, finish reason, usage, timings and logprobs.")
  private boolean json;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Form form = new Form();

  /** What a prompt is. */
  static final class Form {
    @Option(
        names = "--chat",
        description =
            "Put each prompt into the model's chat template, as a question; the completion is the"
                + " answer.")
    private boolean chat;

    @Option(
        names = "--no-chat-template",
        description = "Continue each prompt as it stands. This is the default; it spares the hint.")
    private boolean plain;
  }

  @Mixin private SamplingArguments sampling;

  @Mixin private ConstraintArguments constraint;

  @Mixin private ComputeOptions compute;

  private final Hints hints;

  /** Gets what to work with. */
  public GenerateCommand(Streams streams, Surroundings surroundings) {
    this.streams = streams;
    hints = new Hints(streams, surroundings);
  }

  @Override
  public Integer call() throws IOException {
    if (!prompts.given() && !prompts.hasFrame()) {
      throw new ParameterException(
          command.commandLine(), "Missing prompt: give --prompt, --prompt-file or --few-shot");
    }
    PromptFrame frame = prompts.frame(streams);
    String first = prompts.given() ? prompts.prompt(streams) : null;
    Optional<Constraint> shape =
        constraint.constraint(text -> streams.info("Not enforced: " + text));
    ModelNames.Chosen chosen = model.chosen();
    try (LanguageModel opened = compute.open(chosen, streams)) {
      GenerateOptions free = options(opened, chosen.settings());
      GenerateOptions options = shape.map(free::withConstraint).orElse(free);
      if (!form.chat
          && !form.plain
          && hints.isNew(CHAT_HINT)
          && opened.chatTemplate().isPresent()) {
        hints.tell(
            CHAT_HINT,
            "This model has a chat template, which generate uses with --chat, and run and chat"
                + " always do");
      }
      if (first != null) {
        return generate(opened, chosen, frame.around(first), options);
      }
      return converse(opened, chosen, frame, options);
    }
  }

  private int converse(
      LanguageModel opened, ModelNames.Chosen chosen, PromptFrame frame, GenerateOptions options)
      throws IOException {
    Utf8Lines lines = new Utf8Lines(streams.in());
    int exitCode = ExitCode.DONE;
    while (exitCode == ExitCode.DONE) {
      if (streams.inIsTerminal()) {
        streams.err().print("Prompt: ");
        streams.err().flush();
      }
      String line = lines.readLine();
      if (line == null) {
        break;
      }
      lines.check();
      exitCode = generate(opened, chosen, frame.around(line), options);
    }
    return exitCode;
  }

  private int generate(
      LanguageModel opened, ModelNames.Chosen chosen, String prompt, GenerateOptions options)
      throws IOException {
    int[] tokens =
        parseSpecial
            ? Prompts.encodeTrusted(opened.tokenizer(), prompt)
            : opened.tokenizer().encodePrompt(prompt);
    boolean free = hideThinking && options.constraint().isEmpty();
    GenerateOptions read = free ? withoutThinking(opened, prompt, options) : options;
    try (Interruption interruption = Interruption.open();
        GenerationPrinter printer =
            new GenerationPrinter(streams, interruption.cancellation()::cancel, !json)) {
      if (echo && !json) {
        printer.onText(prompt);
      }
      Generation generation =
          form.chat
              ? answer(
                  opened, chosen.settings(), prompt, options, printer, interruption.cancellation())
              : opened.generate(tokens, read, printer, interruption.cancellation());
      GenerationReport report = new GenerationReport(opened.tokenizer(), generation);
      if (json) {
        streams
            .out()
            .println(report.json(chosen.path(), echo ? prompt : null, options.sampling().seed()));
        streams.out().flush();
      } else if (!prompts.given() || streams.outIsTerminal()) {
        streams.out().println();
        streams.out().flush();
      }
      if (logprobs != null && !json) {
        report.printLogprobs(streams);
      }
      report.printTimings(streams);
      if (!json) {
        sayIfCut(generation, options);
      }
      return generation.finishReason() == FinishReason.CANCELLED && !printer.isOutputClosed()
          ? ExitCode.INTERRUPTED
          : ExitCode.DONE;
    }
  }

  private Generation answer(
      LanguageModel opened,
      StoredSettings stored,
      String question,
      GenerateOptions options,
      GenerationListener listener,
      Cancellation cancellation)
      throws IOException {
    ChatTemplate template =
        Templates.of(opened, stored, new Console(streams, false), compute.verbose());
    try (ChatSession session = opened.newChat(template)) {
      stored.system().ifPresent(session::setSystem);
      return session.ask(question, options, listener, cancellation);
    } catch (TemplateException e) {
      throw new IOException("Chat template: " + e.getMessage(), e);
    }
  }

  /** Thoughts are marked as the model's chat template says. */
  private static GenerateOptions withoutThinking(
      LanguageModel opened, String prompt, GenerateOptions options) {
    String template = opened.conversationTemplate().template().source();
    ThinkingFormat format = ThinkingFormat.of(template).orElse(ThinkingFormat.TAGS);
    return options.withReply(ReplyFormat.of(format, format.isBegunBy(prompt)));
  }

  private void sayIfCut(Generation generation, GenerateOptions options) {
    int made = generation.usage().completionTokens();
    if (generation.finishReason() == FinishReason.LENGTH && made > 0) {
      streams.info(
          options.maxTokens().equals(OptionalInt.of(made))
              ? "The text is cut after %s; --max-tokens N allows more"
                  .formatted(Plural.of(made, "token"))
              : "The text is cut by a stop text, before it has the form that is asked for");
    } else if (generation.finishReason() == FinishReason.CONTEXT) {
      streams.info(
          "The text is cut where the context is full, after %s of prompt and text; --context N allows more"
              .formatted(Plural.of(generation.usage().totalTokens(), "token")));
    }
  }

  private GenerateOptions options(LanguageModel opened, StoredSettings stored) {
    SamplingOptions chosen = sampling.options(opened, stored);
    int vocabulary = opened.config().vocabularySize();
    if (logprobs != null && (logprobs < 0 || logprobs > vocabulary)) {
      throw new ParameterException(
          command.commandLine(),
          "The number of logprobs must be from 0 to %d, not %d".formatted(vocabulary, logprobs));
    }
    try {
      return GenerateOptions.defaults()
          .withSampling(chosen)
          .withMaxTokens(MaxTokens.of(maxTokens, command, stored))
          .withStop(stop.isEmpty() ? stored.stop() : stop)
          .withIgnoreEnd(ignoreEnd)
          .withLogprobs(logprobs == null ? OptionalInt.empty() : OptionalInt.of(logprobs));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
