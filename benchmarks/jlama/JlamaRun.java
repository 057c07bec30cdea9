import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.prompt.PromptContext;
import java.io.File;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Opens a model with Jlama, rounds it to 4 bits, and times two answers. */
public final class JlamaRun {

  private static long first;

  private JlamaRun() {}

  /** Gets the path of a model and the number of tokens to make. */
  public static void main(String[] args) throws Exception {
    Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
    int tokens = Integer.parseInt(args[1]);
    AbstractModel model =
        ModelSupport.loadModel(
            new File(args[0]),
            null,
            DType.F32,
            DType.I8, // its inputs, as ours
            Optional.of(DType.Q4),
            Optional.empty());
    for (int i = 0; i < 2; i++) {
      var answer =
          model.generate(
              UUID.randomUUID(),
              PromptContext.of("Once upon a time there was a"),
              0f,
              tokens + 8, // it counts the prompt in
              (_, _) -> first = first == 0 ? System.currentTimeMillis() : first);
      System.out.printf(
          "first token %.2f s after the start, %d tokens, %.1f tokens/s%n",
          (first - start.toEpochMilli()) / 1000.0,
          answer.generatedTokens,
          answer.generatedTokens * 1000.0 / answer.generateTimeMs);
    }
    System.exit(0);
  }
}
