package org.llamajvm.models.architecture;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * The architectures that a program knows.
 *
 * @param all earlier ones go before later ones of the same name
 */
public record Architectures(List<Architecture> all) {

  /** The ones that come with this library. */
  public static final Architectures STANDARD =
      new Architectures(
          List.of(
              new Llama(),
              new Mistral(),
              new Ministral(),
              new Ministral3(),
              new Mistral3(),
              new Qwen2(),
              new Qwen3(),
              new SmolLm3(),
              new Granite(),
              new Olmo2(),
              new Olmo3(),
              new Gemma2(),
              new Gemma3(),
              new Gemma3WithVision(),
              new Phi3(),
              new Mixtral(),
              new Qwen2Moe(),
              new Qwen3Moe(),
              new GraniteMoe(),
              new Olmoe(),
              new GptOss(),
              new Llama4(),
              new Llama4WithVision()));

  /** Copies the list. */
  public Architectures {
    all = List.copyOf(all);
  }

  /** These and another one, which goes before them. */
  public Architectures with(Architecture architecture) {
    return new Architectures(Stream.concat(Stream.of(architecture), all.stream()).toList());
  }

  /**
   * Reads a configuration with the architecture that it names.
   *
   * @throws ModelException of kind corrupt if it names none, or an entry is wrong
   * @throws ModelException of kind unsupported if the architecture is none of these
   */
  public ModelConfig config(JsonObject json) throws ModelException {
    return of(json).config(json);
  }

  private Architecture of(JsonObject json) throws ModelException {
    List<String> classes = json.texts("architectures");
    Optional<String> type = json.optionalText("model_type");
    if (classes.isEmpty() && type.isEmpty()) {
      throw json.wrong("architectures", classNames());
    }
    Optional<Architecture> ofClass =
        classes.stream().map(this::ofClassName).flatMap(Optional::stream).findFirst();
    if (!classes.isEmpty() && ofClass.isEmpty()) {
      throw json.unsupported("architectures", Relatives.hint(type.orElse(""), classNames()));
    }
    Optional<Architecture> ofType = type.flatMap(this::ofModelType);
    if (type.isPresent() && ofType.isEmpty()) {
      throw json.unsupported("model_type", Relatives.hint(type.get(), modelTypes()));
    }
    return ofType.or(() -> ofClass).orElseThrow();
  }

  /** The first models were published as {@code LLaMAForCausalLM}, so case does not count. */
  private Optional<Architecture> ofClassName(String name) {
    return all.stream().filter(a -> a.className().equalsIgnoreCase(name)).findFirst();
  }

  private Optional<Architecture> ofModelType(String name) {
    return all.stream().filter(a -> a.modelType().equals(name)).findFirst();
  }

  private String classNames() {
    return all.stream().map(Architecture::className).collect(Collectors.joining(", "));
  }

  private String modelTypes() {
    return all.stream().map(Architecture::modelType).collect(Collectors.joining(", "));
  }
}
