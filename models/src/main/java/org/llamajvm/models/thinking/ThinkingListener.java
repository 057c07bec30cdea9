package org.llamajvm.models.thinking;

/** Hears what a {@link ThinkingSplitter} makes of a text. */
public interface ThinkingListener {

  /** More of the thought; never empty. */
  void thinking(String text);

  /** More of the answer; never empty. */
  void answer(String text);
}
