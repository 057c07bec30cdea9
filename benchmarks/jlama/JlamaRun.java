import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.prompt.PromptContext;
import java.io.File;
import java.util.Optional;
import java.util.UUID;

/** Opens a model with Jlama, rounds it to 4 bits, and times three answers. */
public final class JlamaRun {

  private static boolean said;

  private JlamaRun() {}

  /** Gets the path of a model, the number of tokens to make, and when the process was started. */
  public static void main(String[] args) throws Exception {
    long start = Long.parseLong(args[2]);
    int tokens = Integer.parseInt(args[1]);
    AbstractModel model =
        ModelSupport.loadModel(
            new File(args[0]),
            null,
            DType.F32,
            DType.F32, // its inputs: with I8 it fails on such a model
            Optional.of(DType.Q4),
            Optional.empty());
    for (int i = 0; i < 3; i++) {
      var answer =
          model.generate(
              UUID.randomUUID(),
              PromptContext.of("Once upon a time there was a"),
              0f,
              tokens + 8, // it counts the prompt in
              (_, _) -> sayFirst(start));
      System.out.printf(
          "%d tokens, %.1f tokens/s%n",
          answer.generatedTokens, answer.generatedTokens * 1000.0 / answer.generateTimeMs);
    }
    Peak.print();
    System.exit(0);
  }

  private static void sayFirst(long start) {
    if (!said) {
      System.out.printf(
          "first token %.2f s after the start%n", (System.currentTimeMillis() - start) / 1000.0);
      said = true;
    }
  }
}
