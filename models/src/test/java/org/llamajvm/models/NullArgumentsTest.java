package org.llamajvm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.llamajvm.engine.backend.KernelChoice;
import org.llamajvm.engine.generate.Cancellation;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.engine.sampling.SamplingOptions;
import org.llamajvm.models.architecture.Architecture;
import org.llamajvm.models.architecture.Architectures;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.SchemaOptions;
import org.llamajvm.models.constraint.Trigger;
import org.llamajvm.models.reply.ChatFormat;
import org.llamajvm.models.reply.ReplyFormat;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolCall;
import org.llamajvm.models.tool.ToolChoice;
import org.llamajvm.models.tool.ToolFunction;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.models.value.ValueType;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** Every null in the API is refused by the call that gets it, in words, and changes nothing. */
class NullArgumentsTest {

  private static final Path WREN = Fixtures.root().resolve("models/wren-3m");

  private static final List<Class<?>> API =
      List.of(
          LanguageModel.class,
          ChatSession.class,
          Session.class,
          Scheduler.class,
          SchedulerOptions.class,
          GenerationRequest.class,
          GenerationRequest.Builder.class,
          GenerateOptions.class,
          ModelOptions.class,
          ToolLoop.class,
          Tool.class,
          ToolOffer.class,
          ToolChoice.class,
          Constraint.class,
          Trigger.class,
          ValueType.class,
          ChatTemplate.class,
          Message.class,
          RenderOptions.class);

  private final Map<Class<?>, Object> values = new HashMap<>();

  private void fill(LanguageModel model) {
    ChatTemplate template = model.conversationTemplate().template();
    GenerationRequest.Builder builder = GenerationRequest.builder().prompt("a").maxTokens(1);
    for (Object value :
        List.of(
            model,
            model.chat(),
            model.newSession(),
            model.newScheduler(SchedulerOptions.defaults()),
            SchedulerOptions.defaults(),
            builder,
            builder.build(),
            GenerateOptions.defaults().withMaxTokens(1),
            ModelOptions.defaults().withThreads(1),
            new ToolLoop(model::generate, 1),
            Tool.of("f", "", "{}"),
            ToolOffer.NONE,
            ToolChoice.AUTO,
            Constraint.freeText(),
            Trigger.text("a", Constraint.freeText()),
            ValueType.of(String.class),
            template,
            ChatFormat.of(template, model.tokenizer())
                .prompt(List.of(Message.user("a")), ToolOffer.NONE, RenderOptions.DEFAULT),
            Message.user("a"),
            RenderOptions.DEFAULT,
            new Cancellation(),
            SamplingOptions.greedy(),
            SamplingOptions.builder(),
            SchemaOptions.defaults(),
            ReplyFormat.PLAIN,
            new ToolCall("1", "f", "{}"),
            Architectures.STANDARD)) {
      values.put(value.getClass(), value);
    }
    values.put(String.class, "a");
    values.put(Path.class, Path.of("none"));
    values.put(int[].class, new int[] {1});
    values.put(Class.class, String.class);
    values.put(List.class, List.of());
    values.put(Collection.class, List.of());
    values.put(Map.class, Map.of());
    values.put(Optional.class, Optional.empty());
    values.put(OptionalInt.class, OptionalInt.empty());
    values.put(OptionalLong.class, OptionalLong.empty());
    values.put(Duration.class, Duration.ZERO);
    values.put(Clock.class, Clock.systemUTC());
    values.put(Object.class, "a");
    values.put(Function.class, (Function<Object, Object>) value -> value);
    values.put(Consumer.class, (Consumer<Object>) value -> {});
    values.put(IntConsumer.class, (IntConsumer) value -> {});
    values.put(GenerationListener.class, GenerationListener.NONE);
    values.put(ToolFunction.class, (ToolFunction) arguments -> arguments);
    values.put(Architecture.class, Architectures.STANDARD);
    values.put(KernelChoice.class, KernelChoice.AUTO);
    values.put(ActivationPrecision.class, ActivationPrecision.INT8);
    values.put(KvType.class, KvType.F32);
    values.put(ToolChoice.Mode.class, ToolChoice.Mode.AUTO);
    values.put(Constraint.TriggerUse.class, Constraint.TriggerUse.OPTIONAL);
    values.put(int.class, 1);
    values.put(long.class, 1L);
    values.put(double.class, 0.5);
    values.put(boolean.class, true);
  }

  private Object value(Class<?> type) {
    if (type.isArray() && !type.getComponentType().isPrimitive()) {
      return Array.newInstance(type.getComponentType(), 0);
    }
    return values.get(type);
  }

  @Test
  void aNullIsRefusedByNameAtOnce() throws IOException {
    try (LanguageModel model = LanguageModel.open(WREN, ModelOptions.defaults().withContext(64))) {
      fill(model);
      Map<String, String> faults = new LinkedHashMap<>();
      int tried = 0;
      for (Class<?> type : API) {
        for (Executable call : calls(type)) {
          Parameter[] parameters = call.getParameters();
          for (int i = 0; i < parameters.length; i++) {
            if (!parameters[i].getType().isPrimitive()) {
              String name = type.getSimpleName() + "." + call.getName() + " " + i;
              tried++;
              refusal(call, i).ifPresent(fault -> faults.put(name, fault));
            }
          }
        }
      }
      assertThat(faults).isEmpty();
      assertThat(tried).isGreaterThan(100);
    }
  }

  private static List<Executable> calls(Class<?> type) {
    List<Executable> calls = new ArrayList<>(List.of(type.getConstructors()));
    Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .filter(method -> !method.getName().equals("equals"))
        .forEach(calls::add);
    return calls;
  }

  /** What is wrong with the way in which a call refuses that its argument {@code at} is null. */
  private Optional<String> refusal(Executable call, int at) {
    Class<?>[] types = call.getParameterTypes();
    Object[] arguments = Arrays.stream(types).map(this::value).toArray();
    for (int i = 0; i < types.length; i++) {
      assertThat(arguments[i]).as("a value of %s for %s", types[i], call).isNotNull();
    }
    arguments[at] = null;
    try {
      if (call instanceof Constructor<?> constructor) {
        constructor.newInstance(arguments);
      } else {
        ((Method) call).invoke(values.get(call.getDeclaringClass()), arguments);
      }
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      boolean named = thrown instanceof NullPointerException && thrown.getMessage() != null;
      return named ? Optional.empty() : Optional.of(thrown.toString());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    boolean json = call.getDeclaringClass() == Message.class && call.getName().equals("with");
    return json && at == 1 ? Optional.empty() : Optional.of("is taken");
  }

  @Test
  void whatIsRefusedChangesNoConversation() throws IOException {
    try (LanguageModel model = LanguageModel.open(WREN, ModelOptions.defaults().withContext(256));
        ChatSession chat = model.chat()) {
      chat.setSystem("Be brief.");
      List<Message> before = chat.messages();
      assertThatNullPointerException().isThrownBy(() -> chat.setSystem(null));
      assertThatNullPointerException().isThrownBy(() -> chat.setMessages(null));
      List<Message> hole = Arrays.asList(Message.user("a"), null);
      assertThatNullPointerException().isThrownBy(() -> chat.setMessages(hole));
      assertThatNullPointerException().isThrownBy(() -> chat.setTools(null));
      assertThatNullPointerException().isThrownBy(() -> chat.ask((String) null));
      assertThat(chat.messages()).isEqualTo(before);
      GenerateOptions few = GenerateOptions.defaults().withMaxTokens(2);
      assertThat(chat.ask("Hello", few, GenerationListener.NONE, new Cancellation()).tokens())
          .isNotEmpty();
    }
  }

  @Test
  void aRequestDoesNotChangeWithTheVariablesThatItWasMadeOf() {
    Map<String, Object> variables = new LinkedHashMap<>(Map.of("enable_thinking", true));
    RenderOptions options = RenderOptions.DEFAULT.withVariables(variables);
    variables.clear();
    assertThat(options.variables()).containsOnlyKeys("enable_thinking");
  }
}
