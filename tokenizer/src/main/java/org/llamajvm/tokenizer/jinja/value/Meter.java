package org.llamajvm.tokenizer.jinja.value;

/**
 * Counts the work and the memory that a template asks for. Operations count before they work, so
 * that one alone never takes long.
 */
public interface Meter {
  /** Counts nothing: for values that the program makes. */
  Meter NONE =
      new Meter() {
        @Override
        public void spend(long steps) {}

        @Override
        public void allocate(long bytes) {}
      };

  /** Characters that one step goes through. */
  int CHARACTERS_PER_STEP = 16;

  /** Characters of a part that a search compares in one step at each place. */
  int PART_PER_STEP = 32;

  /**
   * Counts steps. One is an item, a comparison of two values, or {@link #CHARACTERS_PER_STEP}.
   *
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if there were too many, it took
   *     too long, or the thread was interrupted
   */
  void spend(long steps);

  /**
   * Counts bytes of values that are made.
   *
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if there were too many
   */
  void allocate(long bytes);

  /** Counts the way through a text. */
  default void spendText(long units) {
    spend(1 + units / CHARACTERS_PER_STEP);
  }

  /** Counts the search for a part in a text, which may compare the part at every place. */
  default void spendSearch(long units, long partUnits) {
    long places = Math.max(0, units - partUnits);
    spend((1 + places / CHARACTERS_PER_STEP) * (1 + partUnits / PART_PER_STEP));
  }

  /** Counts what it took to make a value, without the values in it. */
  default void made(Value value) {
    spend(
        value instanceof Str text
            ? 1 + text.units() / CHARACTERS_PER_STEP
            : 1 + Sequences.length(value).orElse(0));
    allocate(value.bytes());
  }
}
