package org.llamajvm.models.architecture;

/** The text of a {@code config.json} with the sizes that every model must say. */
final class SmallConfig {

  private static final String[] SIZES = {
    "\"vocab_size\": 100",
    "\"hidden_size\": 48",
    "\"intermediate_size\": 60",
    "\"num_hidden_layers\": 2",
    "\"num_attention_heads\": 4",
  };

  private SmallConfig() {}

  /** The sizes, but for those that the entries give, and the entries. */
  static String with(String... entries) {
    String own = String.join(",\n", entries);
    StringBuilder text = new StringBuilder("{\n").append(own);
    for (String size : SIZES) {
      String key = size.substring(0, size.indexOf(':'));
      if (!own.contains(key)) {
        text.append(own.isEmpty() && text.length() == 2 ? "" : ",\n").append(size);
      }
    }
    return text.append("\n}\n").toString();
  }
}
