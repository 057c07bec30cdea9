package org.llamajvm.models.tool;

import java.util.Objects;
import java.util.Optional;

/**
 * Whether a model calls functions that it is offered.
 *
 * @param mode whether
 * @param name the one that it must call, in mode {@link Mode#NAMED} alone
 */
public record ToolChoice(Mode mode, Optional<String> name) {

  /** Whether a model calls functions. */
  public enum Mode {
    /** As it likes. */
    AUTO,
    /** No: it is not told of them. */
    NONE,
    /** It must call one or more. */
    REQUIRED,
    /** It must call one of that name. */
    NAMED
  }

  /** As the model likes. */
  public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, Optional.empty());

  /** The model is not told of the functions. */
  public static final ToolChoice NONE = new ToolChoice(Mode.NONE, Optional.empty());

  /** The model must call one or more. */
  public static final ToolChoice REQUIRED = new ToolChoice(Mode.REQUIRED, Optional.empty());

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if there is a name and the mode needs none, or none and it
   *     does
   */
  public ToolChoice {
    Objects.requireNonNull(mode, "mode");
    if (name.isPresent() != (mode == Mode.NAMED)) {
      throw new IllegalArgumentException("A choice by name, and no other, has a name");
    }
  }

  /** The model must call the function of that name. */
  public static ToolChoice named(String name) {
    Objects.requireNonNull(name, "name");
    return new ToolChoice(Mode.NAMED, Optional.of(name));
  }

  /** Whether the model must call a function. */
  public boolean isDemand() {
    return mode == Mode.REQUIRED || mode == Mode.NAMED;
  }
}
