package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.backend.ChosenKernels;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.generate.Decoder;
import org.llamajvm.engine.generate.SequenceDecoder;
import org.llamajvm.engine.model.BoundModel;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.parallel.WorkerPool;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.engine.tensor.MappingFault;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.architecture.ModelConfig;
import org.llamajvm.models.config.GenerationConfig;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.models.memory.MemoryEstimate;
import org.llamajvm.models.memory.NotEnoughMemoryException;
import org.llamajvm.models.reply.ChatFormat;
import org.llamajvm.models.reply.ReplyFormat;
import org.llamajvm.models.value.ValueType;
import org.llamajvm.models.warmup.WarmUp;
import org.llamajvm.models.weights.WeightCensus;
import org.llamajvm.models.weights.WeightCopy;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;

/**
 * A language model that is ready to run: the class to embed.
 *
 * {@snippet :
 * try (LanguageModel model = LanguageModel.open(Path.of("wren"))) {
 *   System.out.println(model.chat().ask("What is the capital of France?").text());
 *   System.out.println(model.generate("Once upon a time").text());
 * }
 * }
 *
 * <p>From here on:
 *
 * <table>
 *   <caption>What a program wants, and what it calls</caption>
 *   <tr><td>a conversation that remembers</td><td>{@link #chat()}</td></tr>
 *   <tr><td>an answer to messages that the program keeps</td><td>{@link #chat(List)}</td></tr>
 *   <tr><td>a text, with options</td><td>{@link #generate(GenerationRequest)}</td></tr>
 *   <tr><td>a future, a stream, a publisher, a listener</td>
 *     <td>{@link #submit(GenerationRequest)}</td></tr>
 *   <tr><td>a queue and limits of its own</td><td>{@link #newScheduler}</td></tr>
 *   <tr><td>the KV cache in its own hands</td><td>{@link #newSession()}</td></tr>
 *   <tr><td>an answer as a value of a Java type</td>
 *     <td>{@link #generate(GenerationRequest, Class)}</td></tr>
 *   <tr><td>vectors of texts</td><td>{@link #embedder()}</td></tr>
 *   <tr><td>how many tokens a text has</td><td>{@link #countTokens(String)}</td></tr>
 * </table>
 *
 * <p>A model owns the mapping of its files, its threads, and the memory for keys and values.
 * Sessions share them: any number of threads may open sessions, generate and chat at the same time;
 * a session is used by one thread at a time. Steps run one after the other, in the order in which
 * they were asked for; requests of {@link #generate(GenerationRequest)}, {@link #chat(List)} and
 * {@link #submit} share theirs, so that many together take little longer than one. Sessions whose
 * prompts begin alike share the keys and values of that beginning. What a session generates does
 * not depend on the others, to the last bit.
 *
 * <p>The files of an open model must not be written. If one is cut off, or its disk fails, a
 * generation ends with an {@link UnreadableModelException}, and so does all that is asked of the
 * model afterwards.
 *
 * <p>To close the model waits for the step under way. What is asked of the model or of its sessions
 * afterwards is an {@link IllegalStateException}.
 */
public final class LanguageModel implements AutoCloseable {

  /** The most tokens of a session unless it is said otherwise, if the model has as many. */
  public static final int DEFAULT_SESSION_CONTEXT = 4096;

  /** The window of {@link #perplexity} unless it is said otherwise. */
  public static final int DEFAULT_PERPLEXITY_WINDOW = 512;

  /** Share of the machine's memory, as a divisor, for keys and values of ended requests. */
  private static final int CACHE_SHARE = 8;

  /** Tokens that the mark of a thought and white space behind it have at most. */
  private static final int LONGEST_MARK = 16;

  private static final String NO_FINGERPRINT = "0".repeat(64);

  private final ModelLoader.Loaded loaded;
  private final ModelParts parts;
  private final ModelOptions options;
  private final ContextSizes contexts;
  private final Backend backend;
  private final BoundModel model;
  private final LoadTimes loadTimes;
  private final Conversations conversations;
  private final LazyCleaner forgottenSessions = new LazyCleaner();
  private final ConstraintTokens constraints;
  private final TypedAnswers typed = new TypedAnswers();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ReentrantLock schedulerLock = new ReentrantLock();
  private Scheduler ownScheduler; // guarded by the lock, null as long as nobody needs it

  private LanguageModel(ModelLoader.Loaded loaded, ModelOptions options) {
    this.loaded = loaded;
    parts = loaded.parts();
    backend = loaded.backend();
    loadTimes = loaded.times();
    this.options = options;
    contexts = new ContextSizes(options.context(), parts.config().maxPositions());
    conversations = new Conversations(parts.tokenizer(), parts.model().source());
    constraints = new ConstraintTokens(parts.tokenizer(), parts.config().vocabularySize());
    Transformer mapped = parts.model().transformer();
    long budget = options.kvBudget().orElse(MachineMemory.current().totalBytes());
    model =
        new BoundModel(
            parts.model().source().path().toString(),
            loaded.copy().map(WeightCopy::transformer).orElse(mapped),
            backend,
            options.compute(),
            budget,
            new SourceFault(parts.model().source()));
  }

  /**
   * Opens a model with the best kernels of this machine, on all processors. Where vector kernels
   * cannot run, a warning in the log says why and what to do; see {@link
   * ModelOptions#requireVectors}.
   *
   * @param path a directory of the Hugging Face layout, a GGUF file, or a directory that has one
   * @throws org.llamajvm.format.ModelFormatException if the path is not a complete model, a file is
   *     damaged, or something in it is not supported; the message says which
   * @throws org.llamajvm.tokenizer.TokenizerFormatException the same of the tokenizer's files
   * @throws IOException if a file cannot be read
   */
  public static LanguageModel open(Path path) throws IOException {
    return open(path, ModelOptions.defaults());
  }

  /**
   * Opens a model: maps its weights, starts threads.
   *
   * @param path a directory of the Hugging Face layout, a GGUF file, or a directory that has one
   * @throws org.llamajvm.format.ModelFormatException if the path is not a complete model, a file is
   *     damaged, or something in it is not supported; the message says which
   * @throws org.llamajvm.tokenizer.TokenizerFormatException the same of the tokenizer's files
   * @throws IOException if a file cannot be read
   * @throws UnsupportedOperationException if kernels are asked for that cannot run here
   */
  public static LanguageModel open(Path path, ModelOptions options) throws IOException {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(options, "options");
    ModelLoader.Loaded loaded = ModelLoader.load(path, options);
    try {
      return new LanguageModel(loaded, options);
    } catch (RuntimeException | Error e) {
      loaded.close();
      throw e;
    }
  }

  /**
   * Does what takes long when it is done for the first time and what no model can do without: loads
   * the JSON parser, loads and compiles vector kernels if they can run here. {@link #open} does so
   * as well; a program that has something else to do first may have this done meanwhile by another
   * thread.
   */
  public static void prepare() {
    JsonObject.prepare();
    ChosenKernels.vectors().ifPresent(WarmUp::run);
  }

  /** Where the model is: what was opened. */
  public Path path() {
    return parts.model().source().path();
  }

  /** Sizes and constants of the model. */
  public ModelConfig config() {
    return parts.config();
  }

  /** What the model's publisher recommends for generation. */
  public GenerationConfig generationConfig() {
    return parts.generationConfig();
  }

  /**
   * What is wrong with files that are advice, and how the tokenizer differs from the model: a
   * sentence for each, to be shown to people. The model runs all the same.
   */
  public List<String> warnings() {
    return Stream.concat(
            generationConfig().warnings().stream(), parts.vocabulary().warning().stream())
        .toList();
  }

  /** The model's tokenizer. It may have more tokens than the model; those cannot be used. */
  public Tokenizer tokenizer() {
    return parts.tokenizer();
  }

  /**
   * The model's own chat template.
   *
   * @return empty if it has none
   * @throws org.llamajvm.tokenizer.TokenizerFormatException if it has one that cannot be used
   * @throws IOException if a file cannot be read
   */
  public Optional<ChatTemplate> chatTemplate() throws IOException {
    return parts.model().source().chatTemplate();
  }

  /**
   * The variables by which chat templates name tokens of the model, such as {@code bos_token}.
   *
   * @throws IOException if a file is damaged or cannot be read
   */
  public Map<String, String> specialTokens() throws IOException {
    return parts.model().source().specialTokens();
  }

  /** One line for people: which kernels, how many threads, and why. */
  public String backendDescription() {
    return backend.description();
  }

  /** How long {@link #open} took, and what of it. */
  public LoadTimes loadTimes() {
    return loadTimes;
  }

  /**
   * The sampling that the model's publisher recommends: what {@code generation_config.json} says if
   * it asks for sampling, else the most probable token.
   *
   * @param seed where the random numbers start
   */
  public SamplingOptions recommendedSampling(long seed) {
    GenerationConfig config = generationConfig();
    SamplingOptions.Builder builder = SamplingOptions.builder().seed(seed);
    config.repetitionPenalty().ifPresent(value -> builder.repeatPenalty((float) value));
    if (config.doSample().orElse(false)) {
      builder.temperature((float) config.temperature().orElse(1));
      config.topK().ifPresent(builder::topK);
      config.topP().stream().filter(p -> p > 0).forEach(value -> builder.topP((float) value));
      config.minP().ifPresent(value -> builder.minP((float) value));
    }
    return builder.build();
  }

  /**
   * Continues a text as the model's publisher recommends, by at most {@value
   * GenerateOptions#DEFAULT_MAX_TOKENS} tokens; else as {@link #generate(GenerationRequest)}.
   */
  public Generation generate(String prompt) {
    return generate(GenerationRequest.of(prompt));
  }

  /**
   * Does what is asked for and waits for the end: {@link #submit(GenerationRequest)}, then {@link
   * Answer#await}. Requests of several threads are answered in one batch. An interruption of the
   * thread cancels.
   *
   * @throws QueueFullException if too many requests wait
   * @throws PromptTooLongException if the prompt is longer than the context
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if the template refuses the
   *     conversation, or the thread is interrupted while it writes it
   * @throws ModelOutputException if the model gives logits that are not numbers
   * @throws UnreadableModelException if a file of the model was cut off or cannot be read
   * @throws UnknownTokenException if the text needs a token that the model has not
   * @throws IllegalStateException if the model is closed
   */
  public Generation generate(GenerationRequest request) {
    return submit(request).await();
  }

  /**
   * Answers a conversation that the program keeps, as the model's publisher recommends, with as
   * many tokens as the context holds; else as {@link #generate(GenerationRequest)}. What the next
   * call has in common with this one is not processed again.
   *
   * @param messages oldest first, one or more
   */
  public Generation chat(List<Message> messages) {
    return generate(GenerationRequest.of(messages));
  }

  /**
   * Continues a text with a value of a Java type, by as many tokens as the context holds; else as
   * {@link #generate(GenerationRequest, Class)}.
   */
  public <T> T generate(String prompt, Class<T> type) {
    return generate(GenerationRequest.builder().prompt(prompt).unlimited().build(), type);
  }

  /**
   * Does what is asked for, holds the text to a Java type and gives the value; else as {@link
   * #generate(GenerationRequest)}. {@link ValueType} says which types there are. The model is not
   * told of the type: the prompt says what is wanted.
   *
   * @param request its constraint, if it has one, is replaced
   * @throws org.llamajvm.models.value.UnsupportedTypeException if no answer can be read as the type
   * @throws UnfinishedAnswerException if the answer was cut or cancelled, or is a call of functions
   * @throws org.llamajvm.models.value.UnreadableValueException if a number is beyond the range of
   *     its Java type, or a constructor refuses its values
   */
  public <T> T generate(GenerationRequest request, Class<T> type) {
    Objects.requireNonNull(request, "request");
    ValueType<T> form = typed.of(type);
    return TypedAnswers.value(form, generate(request.toBuilder().responseType(form).build()));
  }

  /**
   * Answers a conversation that the program keeps with a value of a Java type; else as {@link
   * #generate(GenerationRequest, Class)}.
   *
   * @param messages oldest first, one or more
   */
  public <T> T chat(List<Message> messages, Class<T> type) {
    Objects.requireNonNull(type, "type");
    return generate(GenerationRequest.of(messages), type);
  }

  /** How many tokens a text has, without those that a prompt begins with. */
  public int countTokens(String text) {
    Objects.requireNonNull(text, "text");
    return tokenizer().encode(text).length;
  }

  /** How many tokens the prompt has that the model gets for a conversation. */
  public int countTokens(List<Message> messages) {
    Objects.requireNonNull(messages, "messages");
    return conversations.tokens(messages).length;
  }

  /**
   * What makes vectors of texts, if the model is one for embeddings: if its directory says by
   * {@code 1_Pooling/config.json}, as sentence-transformers writes it, how. Of other models the
   * states mean nothing that could be compared.
   *
   * @return empty if the model is not one for embeddings
   * @throws org.llamajvm.format.ModelException if it is one of a kind that is not supported
   * @throws IOException if a file cannot be read
   */
  public Optional<TextEmbedder> embedder() throws IOException {
    return parts.model().source().pooling().map(pooling -> new TextEmbedder(this, pooling));
  }

  /** How conversations are written unless a template is named. */
  public ConversationTemplate conversationTemplate() {
    return conversations.template();
  }

  Conversations conversations() {
    return conversations;
  }

  /**
   * Continues a text on the calling thread, in a sequence of its own and a context that is just
   * large enough unless the options of the model name one.
   *
   * @param prompt the text; nothing in it becomes a special token
   * @param generateOptions what to generate
   * @param listener gets the text while it is made
   * @throws PromptTooLongException if the prompt is longer than the context
   * @throws NotEnoughMemoryException if the context does not fit into the machine's memory
   * @throws ModelOutputException if the model gives logits that are not numbers
   * @throws UnreadableModelException if a file of the model was cut off or cannot be read
   * @throws UnknownTokenException if the text needs a token that the model has not
   */
  public Generation generate(
      String prompt, GenerateOptions generateOptions, GenerationListener listener) {
    Objects.requireNonNull(prompt, "prompt");
    return generate(
        tokenizer().encodePrompt(prompt), generateOptions, listener, new Cancellation());
  }

  /**
   * Continues a sequence of tokens; otherwise as {@link #generate(String, GenerateOptions,
   * GenerationListener)}.
   *
   * @param prompt token ids; if empty, BOS
   * @param cancellation ends the generation early
   * @throws PromptTooLongException if the prompt is longer than the context
   * @throws NotEnoughMemoryException if the context does not fit into the machine's memory
   * @throws ModelOutputException if the model gives logits that are not numbers
   * @throws UnreadableModelException if a file of the model was cut off or cannot be read
   * @throws IllegalArgumentException if the prompt is empty and there is no BOS
   * @throws UnknownTokenException if a token is not in the vocabulary
   */
  public Generation generate(
      int[] prompt,
      GenerateOptions generateOptions,
      GenerationListener listener,
      Cancellation cancellation) {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(generateOptions, "generateOptions");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(cancellation, "cancellation");
    int[] tokens = prompt.length == 0 ? tokenizer().bosId().stream().toArray() : prompt;
    GenerateOptions held = continuing(tokens, generateOptions);
    try (Session session = newSession(contexts.of(tokens.length, held.maxTokens()))) {
      return session.generate(tokens, held, listener, cancellation);
    }
  }

  /**
   * Under a constraint, a thought that the prompt has begun is ended first, and told apart.
   *
   * @throws UnknownTokenException if a token is not in the vocabulary
   */
  GenerateOptions continuing(int[] prompt, GenerateOptions asked) {
    if (asked.constraint().isEmpty() || !asked.reply().isPlain()) {
      return asked;
    }
    checkTokens(prompt);
    int[] tail =
        Arrays.stream(prompt, Math.max(0, prompt.length - LONGEST_MARK), prompt.length)
            .filter(token -> token < tokenizer().vocabularySize())
            .toArray();
    String end = tokenizer().decode(tail, SpecialTokens.SHOW);
    ChatFormat format = conversations.format();
    return format
        .afterThought(end, asked.constraint().get())
        .map(held ->
            asked
                .withConstraint(held)
                .withReply(ReplyFormat.of(format.thinking().orElseThrow(), true)))
        .orElse(asked);
  }

  /** How many tokens sequences may have. */
  ContextSizes contexts() {
    return contexts;
  }

  /**
   * A new, empty sequence in the context of the model's options, or else of at most {@value
   * #DEFAULT_SESSION_CONTEXT} tokens; the caller closes it.
   *
   * @throws NotEnoughMemoryException if the context does not fit into the machine's memory
   */
  public Session newSession() {
    return newSession(contexts.ofSession());
  }

  /**
   * A new, empty sequence; the caller closes it.
   *
   * @param context the most tokens it may have
   * @throws IllegalArgumentException if the context is not positive
   * @throws IllegalStateException if the model is closed
   * @throws NotEnoughMemoryException if the context does not fit into the machine's memory
   */
  public Session newSession(int context) {
    return new Session(tokenizer(), newDecoder(context), endTokens(false), constraints);
  }

  /**
   * Starts a scheduler, which answers many requests at once; the caller closes it before the model.
   *
   * @throws IllegalStateException if the model is closed
   */
  public Scheduler newScheduler(SchedulerOptions schedulerOptions) {
    Objects.requireNonNull(schedulerOptions, "schedulerOptions");
    model.checkOpen();
    long cache = options.kvBudget().orElseGet(() -> idleCache(schedulerOptions.maxRunning()));
    return new Scheduler(this, schedulerOptions, cache);
  }

  /** As many bytes as the requests that run at once can have in their contexts. */
  private long idleCache(int running) {
    double wanted = (double) model.pool().layout().requestBytes(contexts.largest()) * running;
    long machine = MachineMemory.current().totalBytes();
    return (long) Math.min(wanted, (double) machine / CACHE_SHARE);
  }

  /**
   * Takes a request and returns at once, by a scheduler of the model's own with {@link
   * SchedulerOptions#defaults}; else as {@link Scheduler#submit(GenerationRequest)}.
   *
   * @throws IllegalStateException if the model is closed
   */
  public Answer submit(GenerationRequest request) {
    return scheduler().submit(request);
  }

  /**
   * Takes a request and returns at once, by a scheduler of the model's own with {@link
   * SchedulerOptions#defaults}; else as {@link Scheduler#submit(GenerationRequest,
   * GenerationListener)}.
   *
   * @throws IllegalStateException if the model is closed
   */
  public Answer submit(GenerationRequest request, GenerationListener listener) {
    return scheduler().submit(request, listener);
  }

  private Scheduler scheduler() {
    schedulerLock.lock();
    try {
      if (ownScheduler == null) {
        if (closed.get()) {
          throw new IllegalStateException("The model is closed");
        }
        ownScheduler = newScheduler(SchedulerOptions.defaults());
      }
      return ownScheduler;
    } finally {
      schedulerLock.unlock();
    }
  }

  BoundModel bound() {
    return model;
  }

  WorkerPool workers() {
    return backend.pool();
  }

  ConstraintTokens constraints() {
    return constraints;
  }

  void checkTokens(int[] tokens) {
    parts.vocabulary().check(tokens);
  }

  /** Ids of the tokens that end a text, or a turn of a conversation as well. */
  int[] endTokens(boolean turnEnds) {
    return EndTokens.of(tokenizer(), generationConfig(), turnEnds);
  }

  /**
   * A new, empty conversation, written in the model's own way, see {@link #conversationTemplate};
   * else as {@link #newChat(ChatTemplate)}. Its answers are generated as the model's publisher
   * recommends.
   *
   * @throws NotEnoughMemoryException if the context does not fit into the machine's memory
   */
  public ChatSession chat() {
    ChatSession chat = newChat(conversations.template().template());
    chat.setOptions(chat.options().withSampling(recommendedSampling(0)));
    return chat;
  }

  /**
   * A new, empty conversation in the context of the model's options, or else of at most {@value
   * #DEFAULT_SESSION_CONTEXT} tokens. Who closes it has its memory back at once; else it comes back
   * some time after nobody holds the conversation any more. Answers end at the model's EOS tokens
   * and at every special token that by its name ends a turn.
   *
   * @param template how the conversation is written for the model
   * @throws NotEnoughMemoryException if the context does not fit into the machine's memory
   */
  public ChatSession newChat(ChatTemplate template) {
    Objects.requireNonNull(template, "template");
    Session session =
        new Session(tokenizer(), newDecoder(contexts.ofSession()), endTokens(true), constraints);
    ChatSession chat =
        new ChatSession(session, new ChatTokens(tokenizer()), template, this::fingerprint);
    forgottenSessions.register(chat, session::close);
    return chat;
  }

  /** Of a model whose files cannot be read any more, one that no model has. */
  private String fingerprint() {
    try {
      return parts.model().source().fingerprint();
    } catch (InternalError e) {
      if (MappingFault.isCauseOf(e)) {
        return NO_FINGERPRINT;
      }
      throw e;
    }
  }

  /**
   * Measures how well the model predicts a text. The text is cut into windows, each of which starts
   * with BOS, if the tokenizer has one, and is predicted on its own; every token of the text is
   * predicted once.
   *
   * @param tokens of the text, without BOS, at least one, or two if there is no BOS
   * @param window tokens of a window, BOS included
   * @param cancellation ends the measurement early; the result is that of the windows done
   * @param progress gets the number of tokens that are done, window by window
   * @throws IllegalArgumentException if the window has no room for two tokens, or the text has too
   *     few
   * @throws UnknownTokenException if a token is not in the vocabulary
   * @throws NotEnoughMemoryException if the window does not fit into the machine's memory
   */
  public Perplexity perplexity(
      int[] tokens, int window, Cancellation cancellation, IntConsumer progress) {
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(cancellation, "cancellation");
    Objects.requireNonNull(progress, "progress");
    int[] prefix = tokenizer().bosId().stream().toArray();
    if (window < 2) {
      throw new IllegalArgumentException("A window must have 2 tokens or more, not " + window);
    }
    if (prefix.length + tokens.length < 2) {
      throw new IllegalArgumentException("The text is too short: there is nothing to predict");
    }
    parts.vocabulary().check(prefix);
    parts.vocabulary().check(tokens);
    try (Decoder decoder = newDecoder(window)) {
      return new PerplexityMeter(decoder, prefix).measure(tokens, cancellation, progress);
    }
  }

  /** The window of {@link #perplexity} if none is named: at most the model's own context. */
  public int defaultPerplexityWindow() {
    return contexts.atMost(DEFAULT_PERPLEXITY_WINDOW);
  }

  /** Number of weights, however they are stored; those that are used twice count once. */
  public long parameters() {
    return WeightCensus.of(parts.model().transformer()).parameters();
  }

  /** Bits that a weight takes in the model's files, on average. */
  public double bitsPerWeight() {
    return 8.0 * parts.model().source().tensorBytes() / parameters();
  }

  /** The memory that a sequence of so many tokens needs, weights included. */
  public MemoryEstimate memory(int context) {
    return parts.memory(context, options.kvType());
  }

  private Decoder newDecoder(int context) {
    model.checkOpen();
    if (context < 1) {
      throw new IllegalArgumentException("A context must have 1 token or more, not " + context);
    }
    MemoryEstimate need = memory(context);
    MachineMemory machine = MachineMemory.current();
    if (need.pinned() > machine.totalBytes()) {
      throw new NotEnoughMemoryException(context, need, machine);
    }
    return new SequenceDecoder(model, context);
  }

  /**
   * Waits for the step under way, gives keys and values back, ends the threads and unmaps the
   * files. Sessions that are still open cannot be used any more. May be called again.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    closeScheduler();
    model.close();
    loaded.close();
  }

  private void closeScheduler() {
    schedulerLock.lock();
    try {
      if (ownScheduler != null) {
        ownScheduler.close();
      }
    } finally {
      schedulerLock.unlock();
    }
  }
}
