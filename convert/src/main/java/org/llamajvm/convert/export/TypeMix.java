package org.llamajvm.convert.export;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.convert.plan.FileType;
import org.llamajvm.loader.gguf.GgufType;

/**
 * Which type each tensor gets: the mixes that llama.cpp makes.
 *
 * @param file what was asked for
 * @param layers of the model
 * @param experts of a layer; 0 if there are none
 * @param queriesPerKey query heads that share a key head
 * @param tied whether the embedding is the output, too
 */
record TypeMix(FileType file, int layers, int experts, int queriesPerKey, boolean tied) {

  private static final Pattern IN_LAYER = Pattern.compile("blk\\.(\\d+)\\.(.*)\\.weight");
  private static final int LAYERS_OF_70B = 80;
  private static final int EIGHT = 8;

  /** The type of a tensor with so many elements in a row. */
  GgufType of(String name, int axes, long cols) {
    if (axes < 2 || name.contains(".ffn_gate_inp.") || !name.endsWith(".weight")) {
      return GgufType.F32;
    }
    return fitting(wanted(name), cols);
  }

  private GgufType wanted(String name) {
    boolean output = name.equals("output.weight") || (tied && name.equals("token_embd.weight"));
    return switch (file) {
      case F32, F16, BF16, Q8_0 -> file.type();
      case Q4_0, Q4_1, Q6_K -> output ? GgufType.Q6_K : file.type();
      case Q4_K_M -> output ? GgufType.Q6_K : inMix(name);
    };
  }

  private GgufType inMix(String name) {
    Matcher matcher = IN_LAYER.matcher(name);
    if (!matcher.matches()) {
      return file.type();
    }
    int layer = Integer.parseInt(matcher.group(1));
    return switch (matcher.group(2)) {
      case "attn_v" -> values(layer);
      case "attn_k" -> experts == EIGHT ? GgufType.Q8_0 : file.type();
      case "attn_output" -> experts == EIGHT ? GgufType.Q5_K : file.type();
      case "attn_qkv" -> GgufType.Q5_K;
      case "ffn_down", "ffn_down_exps", "ffn_down_shexp" ->
          getsMoreBits(layer) ? GgufType.Q6_K : file.type();
      default -> file.type();
    };
  }

  /** Small where many queries share a key, so more bits cost little. */
  private GgufType values(int layer) {
    if (experts == EIGHT) {
      return GgufType.Q8_0;
    }
    if (getsMoreBits(layer)) {
      return GgufType.Q6_K;
    }
    return layers == LAYERS_OF_70B && queriesPerKey > 1 ? GgufType.Q5_K : file.type();
  }

  /** The first and the last eighth of the layers, and every third between. */
  private boolean getsMoreBits(int layer) {
    int eighth = layers / EIGHT;
    return layer < eighth || layer >= 7 * layers / EIGHT || (layer - eighth) % 3 == 2;
  }

  private static GgufType fitting(GgufType type, long cols) {
    if (cols % type.blockElements() == 0) {
      return type;
    }
    return switch (type) {
      case Q4_K -> fitting(GgufType.Q5_0, cols);
      case Q5_K -> fitting(GgufType.Q5_1, cols);
      case Q6_K -> fitting(GgufType.Q8_0, cols);
      default -> GgufType.F16;
    };
  }
}
