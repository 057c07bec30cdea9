package org.llamajvm.models;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.llamajvm.engine.generate.CacheState;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.reply.ChatFormat;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolMessages;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.models.tool.ToolRuns;
import org.llamajvm.models.value.UnreadableValueException;
import org.llamajvm.models.value.ValueType;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/**
 * A conversation: its messages, and a sequence whose KV cache is kept between turns, so that only
 * what is new is processed.
 *
 * <p>When the conversation no longer fits into the context, its oldest turns are forgotten whole; a
 * system message stays. What the user writes never becomes a control token. One thread at a time: a
 * second one that asks, changes messages or saves meanwhile gets an {@link IllegalStateException},
 * and so does who asks after the conversation or its model is closed.
 */
public final class ChatSession implements AutoCloseable {

  /** Share of the context, as a divisor, that is kept free for an answer. */
  private static final int ANSWER_SHARE = 4;

  private static final int DEFAULT_ROUNDS = 8;
  private final Session session;
  private final ChatTokens tokens;
  private final Supplier<String> model;
  private final TypedAnswers typed = new TypedAnswers();
  private final Transcript transcript = new Transcript();
  private final ReentrantLock use = new ReentrantLock();
  private ChatFormat format;
  private ToolOffer tools = ToolOffer.NONE;
  private int mostRounds = DEFAULT_ROUNDS;
  private RenderOptions rendering = RenderOptions.DEFAULT;
  private GenerateOptions options = GenerateOptions.defaults().withMaxTokens(OptionalInt.empty());

  /**
   * Begins an empty conversation.
   *
   * @param session owned: closed with the conversation
   * @param model gives the model's fingerprint
   */
  ChatSession(Session session, ChatTokens tokens, ChatTemplate template, Supplier<String> model) {
    this.model = model;
    this.session = session;
    this.tokens = tokens;
    this.format = ChatFormat.of(template, tokens.tokenizer());
  }

  /** The messages so far, oldest first, a copy. */
  public List<Message> messages() {
    return transcript.messages();
  }

  /** How the conversation is written for the model. */
  public ChatTemplate template() {
    return format.template();
  }

  /** Writes the conversation in another way from the next turn on. */
  public void setTemplate(ChatTemplate value) {
    format = ChatFormat.of(Objects.requireNonNull(value, "template"), tokens.tokenizer());
  }

  /**
   * Offers functions to the model from the next question on, in place of those before. What it
   * calls is run, if every function that it calls has something to run, and it answers again with
   * the results, at most {@value #DEFAULT_ROUNDS} times; see {@link ToolLoop}. Else the answer has
   * the calls, and {@link #giveResult} and {@link #proceed} go on.
   */
  public void setTools(ToolOffer value) {
    setTools(value, DEFAULT_ROUNDS);
  }

  /**
   * Offers functions to the model; as {@link #setTools(ToolOffer)}.
   *
   * @param rounds how often results are given to the model at most, for one question
   * @throws IllegalArgumentException if that is negative
   */
  public void setTools(ToolOffer value, int rounds) {
    if (rounds < 0) {
      throw new IllegalArgumentException("A negative number of rounds: " + rounds);
    }
    tools = Objects.requireNonNull(value, "tools");
    mostRounds = rounds;
  }

  /** Whether the template marks what the model thinks before it answers. */
  public boolean marksThinking() {
    return format.thinking().isPresent();
  }

  /**
   * Lets the model think before it answers, or not, from the next question on.
   *
   * @return whether the template lets one say so; nothing changes if not
   */
  public boolean setThinking(boolean value) {
    Map<String, Object> variables = format.thinkingVariables(value);
    rendering = rendering.withVariables(variables);
    return !variables.isEmpty();
  }

  /** How answers are generated unless a question says otherwise. */
  public GenerateOptions options() {
    return options;
  }

  /**
   * Generates answers in another way from the next question on, unless it says otherwise. What of
   * the publisher's recommendation is to stay comes from the options before:
   *
   * {@snippet :
   * chat.setOptions(chat.options().withMaxTokens(100));
   * }
   */
  public void setOptions(GenerateOptions value) {
    options = Objects.requireNonNull(value, "options");
  }

  /** The most tokens that the conversation may have, and the tokens in the KV cache. */
  public ContextUse contextUse() {
    return new ContextUse(session.tokens().length, session.capacity());
  }

  /**
   * Tokens of a context.
   *
   * @param used tokens in the KV cache
   * @param capacity the most there may be
   */
  public record ContextUse(int used, int capacity) {}

  /** How many turns were forgotten so far because the context was full. */
  public int forgottenTurns() {
    return transcript.forgottenTurns();
  }

  /** Sets, replaces or, with an empty text, removes the system message. */
  public void setSystem(String text) {
    change(() -> transcript.setSystem(text));
  }

  /** Replaces all messages. */
  public void setMessages(List<Message> value) {
    Objects.requireNonNull(value, "messages");
    change(() -> transcript.setMessages(value));
  }

  /** Forgets everything but the system message. */
  public void clear() {
    change(transcript::clear);
  }

  /**
   * Takes the last question and its answer back.
   *
   * @return the question, if there was one
   */
  public Optional<String> undo() {
    return alone(transcript::undo);
  }

  /**
   * Asks and waits for the answer, with the {@link #options} of the conversation; else as {@link
   * #ask(String, GenerateOptions, GenerationListener, Cancellation)}.
   *
   * @throws PromptTooLongException if the question alone does not fit into the context
   * @throws ModelOutputException if the model gives logits that are not numbers
   */
  public Generation ask(String text) {
    return ask(text, GenerationListener.NONE);
  }

  /**
   * Asks and waits for the answer, with the {@link #options} of the conversation; else as {@link
   * #ask(String, GenerateOptions, GenerationListener, Cancellation)}.
   *
   * @param listener hears of the answer, on this thread
   * @throws PromptTooLongException if the question alone does not fit into the context
   * @throws ModelOutputException if the model gives logits that are not numbers
   */
  public Generation ask(String text, GenerationListener listener) {
    return ask(text, options, listener, new Cancellation());
  }

  /**
   * Asks and waits for the answer. If it is cancelled, what there is of it stays, calls and their
   * results as well. If it fails, or is cancelled before it begins, the messages are what they were
   * before.
   *
   * @param listener hears of the answer, on this thread
   * @param cancellation ends the answer early, as does an interruption of the thread
   * @throws PromptTooLongException if the question alone does not fit into the context
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if the template refuses the
   *     conversation
   * @throws ModelOutputException if the model gives logits that are not numbers
   */
  public Generation ask(
      String text,
      GenerateOptions options,
      GenerationListener listener,
      Cancellation cancellation) {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(cancellation, "cancellation");
    return alone(() -> {
      Transcript before = transcript.copy();
      transcript.add(Message.user(text));
      return answer(before, options, listener, cancellation);
    });
  }

  /**
   * Asks for a value of a Java type, with the {@link #options} of the conversation, whose
   * constraint is replaced; else as {@link #ask(String)}. The answer stays in the conversation as
   * JSON. If it is none, the messages are what they were before. {@link
   * LanguageModel#generate(GenerationRequest, Class)} says more.
   *
   * @throws org.llamajvm.models.value.UnsupportedTypeException if no answer can be read as the type
   * @throws UnfinishedAnswerException if the answer was cut, or is a call of functions
   * @throws UnreadableValueException if a number is beyond the range of its Java type, or a
   *     constructor refuses its values
   */
  public <T> T ask(String text, Class<T> type) {
    ValueType<T> form = typed.of(type);
    return alone(() -> {
      Transcript before = transcript.copy();
      GenerateOptions how = options.withConstraint(form.constraint());
      Generation answer = ask(text, how, GenerationListener.NONE, new Cancellation());
      try {
        return TypedAnswers.value(form, answer);
      } catch (UnfinishedAnswerException | UnreadableValueException e) {
        transcript.restore(before);
        throw e;
      }
    });
  }

  /**
   * Answers the last question anew. If that fails, or is cancelled before the answer begins, the
   * old answer stays.
   *
   * @return the answer, if there was a question
   * @throws ModelOutputException if the model gives logits that are not numbers
   */
  public Optional<Generation> regenerate(
      GenerateOptions options, GenerationListener listener, Cancellation cancellation) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(cancellation, "cancellation");
    return alone(() -> {
      Transcript before = transcript.copy();
      Optional<String> question = undo();
      question.ifPresent(text -> transcript.add(Message.user(text)));
      return question.map(_ -> answer(before, options, listener, cancellation));
    });
  }

  /** Adds what a function gave that the last answer called. */
  public void giveResult(ToolCall call, String result) {
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(result, "result");
    change(() -> transcript.add(ToolMessages.result(call, result)));
  }

  /**
   * Answers the conversation as it is, after {@link #giveResult}; else as {@link #ask(String,
   * GenerateOptions, GenerationListener, Cancellation)}.
   *
   * @throws PromptTooLongException if what is asked does not fit into the context
   * @throws ModelOutputException if the model gives logits that are not numbers
   */
  public Generation proceed(
      GenerateOptions how, GenerationListener listener, Cancellation cancellation) {
    Objects.requireNonNull(how, "how");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(cancellation, "cancellation");
    return alone(() -> answer(transcript.copy(), how, listener, cancellation));
  }

  /** Two threads at once would mix their questions up. */
  private <T> T alone(Supplier<T> work) {
    takeAlone();
    try {
      return work.get();
    } finally {
      use.unlock();
    }
  }

  private void change(Runnable work) {
    alone(() -> {
      work.run();
      return null;
    });
  }

  private void takeAlone() {
    if (!use.tryLock()) {
      throw new IllegalStateException(
          "Another thread uses this conversation; begin one for each thread");
    }
  }

  /** Answers the last message; {@code before} is what a failure leaves. */
  private Generation answer(
      Transcript before,
      GenerateOptions options,
      GenerationListener listener,
      Cancellation cancellation) {
    boolean answered = false;
    try {
      ToolRounds rounds = new ToolRounds(tools, mostRounds, listener);
      Generation answer = once(tools, options, rounds, cancellation);
      answered = !isNothing(answer);
      while (rounds.goOn(answer)) {
        answer.calls().forEach(call -> giveResult(call, ToolRuns.run(tools, call)));
        if (Thread.currentThread().isInterrupted()) {
          Generation cancelled = answer.cancelled();
          listener.onComplete(cancelled);
          return cancelled;
        }
        answer = once(tools.afterCall(), options, rounds, cancellation);
      }
      return answer;
    } catch (RuntimeException | Error e) {
      answered = false;
      throw e;
    } finally {
      Reference.reachabilityFence(this); // a conversation that nobody holds is closed
      if (!answered) {
        transcript.restore(before);
      }
    }
  }

  private static boolean isNothing(Generation answer) {
    return answer.finishReason() == FinishReason.CANCELLED
        && answer.text().isEmpty()
        && answer.thinking().isEmpty()
        && answer.calls().isEmpty();
  }

  private Generation once(
      ToolOffer offer,
      GenerateOptions how,
      GenerationListener listener,
      Cancellation cancellation) {
    Fitting fitting = fittingPrompt(offer, how);
    int[] prompt = fitting.tokens();
    Generation answer =
        session.generate(prompt, how.answering(fitting.chat()), listener, cancellation);
    if (!isNothing(answer)) {
      transcript.add(ToolMessages.answer(answer.text(), answer.thinking(), answer.calls()));
      if (answer.thinking().isEmpty() && answer.calls().isEmpty()) {
        tokens.remember(prompt, answer);
      }
    }
    return answer;
  }

  /**
   * A conversation that leaves room for an answer.
   *
   * @param tokens of the conversation
   */
  private record Fitting(int[] tokens, ChatFormat.Prompt chat) {}

  private Fitting fittingPrompt(ToolOffer offer, GenerateOptions how) {
    int capacity = session.capacity();
    int share = capacity / ANSWER_SHARE;
    int reserved = Math.min(how.maxTokens().orElse(share), share);
    Fitting prompt = prompt(offer);
    while (prompt.tokens().length + reserved > capacity && transcript.forgetOldestTurn()) {
      prompt = prompt(offer);
    }
    if (prompt.tokens().length >= capacity) {
      throw new PromptTooLongException(prompt.tokens().length, capacity);
    }
    return prompt;
  }

  private Fitting prompt(ToolOffer offer) {
    ChatFormat.Prompt chat = format.prompt(transcript.messages(), offer, rendering);
    return new Fitting(tokens.encode(chat.spans()), chat);
  }

  /**
   * Writes the conversation, its KV cache and settings of the caller's to a file: to another one
   * beside it first, which then takes its place at once.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path file, Map<String, String> settings) throws IOException {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(settings, "settings");
    takeAlone();
    try {
      ChatState state =
          new ChatState(
              model.get(),
              new TreeMap<>(settings),
              messages(),
              forgottenTurns(),
              tokens.known(),
              session.tokens(),
              session.cacheState().map(CacheState::layout).orElse(""));
      ChatFile.write(file, state, session.cacheState());
    } finally {
      use.unlock();
      Reference.reachabilityFence(this); // as in answer
    }
  }

  /**
   * Goes on with a conversation that was saved. Of one with another model, or another type of KV
   * cache, or one longer than the context, the messages alone are taken, and processed with the
   * next question. The conversation is as before if the file is refused.
   *
   * @param settings gets those of the caller that saved it if the model is the same, before
   *     anything changes: what it throws refuses the file
   * @throws org.llamajvm.format.ModelFormatException if the file is not a conversation, truncated,
   *     damaged or of a version that this program does not know
   * @throws IOException if the file cannot be read
   */
  public Loaded load(Path file, Consumer<Map<String, String>> settings) throws IOException {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(settings, "settings");
    takeAlone();
    try (ChatFile saved = ChatFile.open(file)) {
      ChatState state = saved.state();
      if (!state.model().equals(model.get())) {
        replace(state);
        return new Loaded(false, false);
      }
      saved.checkTokens(session.vocabularySize());
      int[] cached = state.cachedTokens();
      Optional<CacheState> target =
          session
              .cacheState()
              .filter(own -> own.layout().equals(state.layout()))
              .filter(_ -> cached.length <= session.capacity());
      MemorySegment cache = target.isPresent() ? saved.cache(target.get()) : MemorySegment.NULL;
      settings.accept(state.settings());
      replace(state);
      tokens.restore(state.known());
      if (target.isPresent()) {
        session.restore(cached, cache);
      }
      return new Loaded(true, target.isPresent());
    } finally {
      use.unlock();
      Reference.reachabilityFence(this); // as in answer
    }
  }

  private void replace(ChatState state) {
    transcript.replace(state.messages(), state.forgottenTurns());
    session.rewind(0);
  }

  /**
   * What was in a file.
   *
   * @param sameModel whether the conversation was held with this model
   * @param cacheRestored whether the KV cache was taken over too
   */
  public record Loaded(boolean sameModel, boolean cacheRestored) {}

  /** Gives the KV cache back. */
  @Override
  public void close() {
    session.close();
  }
}
