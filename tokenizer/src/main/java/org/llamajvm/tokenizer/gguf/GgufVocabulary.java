package org.llamajvm.tokenizer.gguf;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata of a GGUF file that concerns its tokenizer, as it stands there and not yet checked.
 * Each method of the builder names the key; what is not set is not in the file.
 */
public final class GgufVocabulary {

  private final Path file;
  private final String model;
  private final List<String> tokens;
  private final String modelName;
  private final String pre;
  private final float[] scores;
  private final int[] types;
  private final List<String> merges;
  private final Map<SpecialId, Long> ids;
  private final Map<Setting, Boolean> settings;

  private GgufVocabulary(Builder builder) {
    file = builder.file;
    model = builder.model;
    tokens = builder.tokens;
    modelName = builder.modelName;
    pre = builder.pre;
    scores = builder.scores;
    types = builder.types;
    merges = builder.merges;
    ids = Map.copyOf(builder.ids);
    settings = Map.copyOf(builder.settings);
  }

  /** Keys that hold the id of a token. */
  public enum SpecialId {
    /** {@code tokenizer.ggml.bos_token_id}. */
    BOS("bos"),
    /** {@code tokenizer.ggml.eos_token_id}. */
    EOS("eos"),
    /** {@code tokenizer.ggml.eot_token_id}. */
    EOT("eot"),
    /** {@code tokenizer.ggml.eom_token_id}. */
    EOM("eom"),
    /** {@code tokenizer.ggml.unknown_token_id}. */
    UNKNOWN("unknown"),
    /** {@code tokenizer.ggml.padding_token_id}. */
    PADDING("padding"),
    /** {@code tokenizer.ggml.fim_pad_token_id}. */
    FIM_PAD("fim_pad"),
    /** {@code tokenizer.ggml.fim_rep_token_id}. */
    FIM_REP("fim_rep"),
    /** {@code tokenizer.ggml.fim_sep_token_id}. */
    FIM_SEP("fim_sep");

    private final String key;

    SpecialId(String name) {
      key = "tokenizer.ggml." + name + "_token_id";
    }

    /** The key in the file. */
    public String key() {
      return key;
    }
  }

  /** Keys that hold a truth value. */
  public enum Setting {
    /** {@code tokenizer.ggml.add_bos_token}. */
    ADD_BOS("add_bos_token"),
    /** {@code tokenizer.ggml.add_eos_token}. */
    ADD_EOS("add_eos_token"),
    /** {@code tokenizer.ggml.add_space_prefix}. */
    ADD_SPACE_PREFIX("add_space_prefix"),
    /** {@code tokenizer.ggml.remove_extra_whitespaces}. */
    REMOVE_EXTRA_WHITESPACES("remove_extra_whitespaces");

    private final String key;

    Setting(String name) {
      key = "tokenizer.ggml." + name;
    }

    /** The key in the file. */
    public String key() {
      return key;
    }
  }

  /**
   * Begins with what every file has.
   *
   * @param file named in messages
   * @param model {@code tokenizer.ggml.model}
   * @param tokens {@code tokenizer.ggml.tokens}, by id; not copied
   */
  public static Builder builder(Path file, String model, List<String> tokens) {
    return new Builder(file, model, tokens);
  }

  Path file() {
    return file;
  }

  /** {@code tokenizer.ggml.model}. */
  public String model() {
    return model;
  }

  /** The text of each token, by id. */
  public List<String> tokens() {
    return tokens;
  }

  String modelName() {
    return modelName;
  }

  /** {@code tokenizer.ggml.pre}: the name of the rule that cuts text into words. */
  public Optional<String> pre() {
    return Optional.ofNullable(pre);
  }

  /** By id, not to be changed; null if the file has none. */
  public float[] scores() {
    return scores;
  }

  /** By id, not to be changed; null if the file has none. */
  public int[] types() {
    return types;
  }

  /** Two pieces with a space between, in the order of rank. */
  public Optional<List<String>> merges() {
    return Optional.ofNullable(merges);
  }

  /** The id of a special token. */
  public Optional<Long> id(SpecialId which) {
    return Optional.ofNullable(ids.get(which));
  }

  /** A truth value, if the file has it. */
  public Optional<Boolean> setting(Setting which) {
    return Optional.ofNullable(settings.get(which));
  }

  boolean is(Setting setting, boolean byDefault) {
    return settings.getOrDefault(setting, byDefault);
  }

  /** Collects metadata. Arrays and lists are not copied. */
  public static final class Builder {

    private final Path file;
    private final String model;
    private final List<String> tokens;
    private final Map<SpecialId, Long> ids = new HashMap<>();
    private final Map<Setting, Boolean> settings = new HashMap<>();
    private String modelName = "";
    private String pre;
    private float[] scores;
    private int[] types;
    private List<String> merges;

    private Builder(Path file, String model, List<String> tokens) {
      this.file = file;
      this.model = model;
      this.tokens = tokens;
    }

    /** {@code general.name}: by it, some models are recognised that need a rule of their own. */
    public Builder modelName(String value) {
      modelName = value;
      return this;
    }

    /** {@code tokenizer.ggml.pre}. */
    public Builder pre(String value) {
      pre = value;
      return this;
    }

    /** {@code tokenizer.ggml.scores}, by id. */
    public Builder scores(float[] values) {
      scores = values;
      return this;
    }

    /** {@code tokenizer.ggml.token_type}, by id. */
    public Builder types(int[] values) {
      types = values;
      return this;
    }

    /** {@code tokenizer.ggml.merges}, in the order of rank. */
    public Builder merges(List<String> values) {
      merges = values;
      return this;
    }

    /** The id of a special token. */
    public Builder id(SpecialId which, long id) {
      ids.put(which, id);
      return this;
    }

    /** A truth value. */
    public Builder set(Setting setting, boolean value) {
      settings.put(setting, value);
      return this;
    }

    /** The metadata collected so far. */
    public GgufVocabulary build() {
      return new GgufVocabulary(this);
    }
  }
}
