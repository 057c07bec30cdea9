package org.llamajvm.convert.llama;

/**
 * The kinds of weight of a Llama, in transformers' order; layers stand between the first and norm.
 */
public enum Weight {
  /** Token embeddings (vocabulary, dim). */
  EMBEDDINGS("model.embed_tokens", "tok_embeddings", Split.EMBEDDINGS, false),
  /** Query projection (heads × head size, dim). */
  QUERY("self_attn.q_proj", "attention.wq", Split.ROWS, true),
  /** Key projection (key/value heads × head size, dim). */
  KEY("self_attn.k_proj", "attention.wk", Split.ROWS, true),
  /** Value projection (key/value heads × head size, dim). */
  VALUE("self_attn.v_proj", "attention.wv", Split.ROWS, true),
  /** Output projection of attention (dim, heads × head size). */
  ATTENTION_OUTPUT("self_attn.o_proj", "attention.wo", Split.COLUMNS, true),
  /** Gate of the feed-forward block (hidden, dim). */
  GATE("mlp.gate_proj", "feed_forward.w1", Split.ROWS, true),
  /** Upward projection of the feed-forward block (hidden, dim). */
  UP("mlp.up_proj", "feed_forward.w3", Split.ROWS, true),
  /** Downward projection of the feed-forward block (dim, hidden). */
  DOWN("mlp.down_proj", "feed_forward.w2", Split.COLUMNS, true),
  /** Norm before attention (dim). */
  ATTENTION_NORM("input_layernorm", "attention_norm", Split.NONE, true),
  /** Norm before the feed-forward block (dim). */
  FEED_FORWARD_NORM("post_attention_layernorm", "ffn_norm", Split.NONE, true),
  /** Final norm (dim). */
  NORM("model.norm", "norm", Split.NONE, false),
  /** Head (vocabulary, dim). */
  HEAD("lm_head", "output", Split.ROWS, false);

  /** How Meta's model-parallel slices cut a weight. */
  public enum Split {
    /** Every slice holds some rows: column-parallel in Megatron's words. */
    ROWS,
    /** Every slice holds some columns: row-parallel in Megatron's words. */
    COLUMNS,
    /** By columns in Llama 1 and 2, by rows since Llama 3. */
    EMBEDDINGS,
    /** Every slice holds the same. */
    NONE
  }

  private final String huggingFace;
  private final String meta;
  private final Split split;
  private final boolean inLayer;

  Weight(String huggingFace, String meta, Split split, boolean inLayer) {
    this.huggingFace = huggingFace;
    this.meta = meta;
    this.split = split;
    this.inLayer = inLayer;
  }

  String huggingFace() {
    return huggingFace;
  }

  String meta() {
    return meta;
  }

  /** How Meta's slices cut it. */
  public Split split() {
    return split;
  }

  /** Whether every layer has one of its own. */
  public boolean inLayer() {
    return inLayer;
  }

  /** Whether rotary embeddings act on its rows. */
  public boolean rotary() {
    return this == QUERY || this == KEY;
  }
}
