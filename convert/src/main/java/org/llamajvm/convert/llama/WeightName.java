package org.llamajvm.convert.llama;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One weight of one model.
 *
 * @param weight its kind
 * @param layer number of its layer, 0 if it is in none
 */
public record WeightName(Weight weight, int layer) {

  /** All weights of a model in transformers' order. */
  public static List<WeightName> all(int layers) {
    List<WeightName> names = new ArrayList<>();
    names.add(new WeightName(Weight.EMBEDDINGS, 0));
    for (int layer = 0; layer < layers; layer++) {
      for (Weight weight : Weight.values()) {
        if (weight.inLayer()) {
          names.add(new WeightName(weight, layer));
        }
      }
    }
    names.add(new WeightName(Weight.NORM, 0));
    names.add(new WeightName(Weight.HEAD, 0));
    return names;
  }

  /** Every weight of this kind in layer order. */
  public static List<WeightName> all(Weight weight, int layers) {
    return all(layers).stream().filter(name -> name.weight == weight).toList();
  }

  /** The weight kinds that every layer has. */
  public static List<Weight> inLayers() {
    return Arrays.stream(Weight.values()).filter(Weight::inLayer).toList();
  }

  /** Name in Hugging Face's layout. */
  public String huggingFace() {
    return weight.inLayer()
        ? "model.layers." + layer + "." + weight.huggingFace() + ".weight"
        : weight.huggingFace() + ".weight";
  }

  /** Name in Meta's layout. */
  public String meta() {
    return weight.inLayer()
        ? "layers." + layer + "." + weight.meta() + ".weight"
        : weight.meta() + ".weight";
  }
}
