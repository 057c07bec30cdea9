package org.llamajvm.convert.checkpoint;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of transformers' Llama: embeddings, layers by number, final norm, head; within a layer,
 * attention, feed-forward, norms. Names that a Llama does not have come after their neighbours, by
 * the alphabet. Stateless, hence safe to share.
 */
public final class TransformersOrder implements Comparator<String> {

  private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,6})\\.(.*)");

  private static final List<String> TOP = List.of("model.embed_tokens", "model.norm", "lm_head");

  private static final List<String> IN_LAYER =
      List.of(
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj",
          "mlp.gate_proj",
          "mlp.up_proj",
          "mlp.down_proj",
          "input_layernorm",
          "post_attention_layernorm");

  private static final List<String> PARTS = List.of("weight", "scales", "biases", "bias");

  private record Place(int section, int layer, int module, int part, String name) {}

  private static final Comparator<Place> PLACES =
      Comparator.comparingInt(Place::section)
          .thenComparingInt(Place::layer)
          .thenComparingInt(Place::module)
          .thenComparingInt(Place::part)
          .thenComparing(Place::name);

  /** An order that may be used any number of times. */
  public TransformersOrder() {}

  @Override
  public int compare(String left, String right) {
    return PLACES.compare(place(left), place(right));
  }

  private static Place place(String name) {
    Matcher layer = LAYER.matcher(name);
    if (layer.matches()) {
      String rest = layer.group(2);
      int module = rank(IN_LAYER, module(rest));
      return new Place(1, Integer.parseInt(layer.group(1)), module, part(rest), name);
    }
    int top = TOP.indexOf(module(name));
    int section =
        switch (top) {
          case 0 -> 0;
          case 1 -> 2;
          case 2 -> 3;
          default -> 4;
        };
    return new Place(section, 0, 0, part(name), name);
  }

  private static String module(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static int part(String name) {
    return rank(PARTS, name.substring(name.lastIndexOf('.') + 1));
  }

  private static int rank(List<String> known, String name) {
    int at = known.indexOf(name);
    return at < 0 ? known.size() : at;
  }
}
