package org.llamajvm.models.tool;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The functions that a model may call in one answer. Immutable.
 *
 * @param tools the functions, each with another name
 * @param choice whether it calls them
 * @param parallel whether it may call several, or one several times, if its family knows how
 */
public record ToolOffer(List<Tool> tools, ToolChoice choice, boolean parallel) {

  /** No function. */
  public static final ToolOffer NONE = new ToolOffer(List.of(), ToolChoice.AUTO, true);

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if two functions have the same name, if the choice names one
   *     that is not among them, or demands a call where there is none
   */
  public ToolOffer {
    Objects.requireNonNull(choice, "choice");
    tools = List.copyOf(tools);
    Set<String> names = new HashSet<>();
    for (Tool tool : tools) {
      if (!names.add(tool.name())) {
        throw new IllegalArgumentException("Two tools have the name '%s'".formatted(tool.name()));
      }
    }
    if (choice.isDemand() && tools.isEmpty()) {
      throw new IllegalArgumentException("A call is demanded, and no tool is offered");
    }
    choice
        .name()
        .filter(name -> !names.contains(name))
        .ifPresent(name -> {
          throw new IllegalArgumentException("No tool has the name '%s'".formatted(name));
        });
  }

  /** Functions that the model calls as it likes. */
  public static ToolOffer of(Tool... tools) {
    return new ToolOffer(List.of(tools), ToolChoice.AUTO, true);
  }

  /** The same with another choice. */
  public ToolOffer withChoice(ToolChoice value) {
    return new ToolOffer(tools, value, parallel);
  }

  /** The same with several calls in one answer, or not. */
  public ToolOffer withParallel(boolean value) {
    return new ToolOffer(tools, choice, value);
  }

  /**
   * The same when a call has been made: what was demanded is fulfilled, and the model may answer.
   */
  public ToolOffer afterCall() {
    return choice.isDemand() ? withChoice(ToolChoice.AUTO) : this;
  }

  /** The functions that the model is told of. */
  public List<Tool> told() {
    return choice.mode() == ToolChoice.Mode.NONE ? List.of() : tools;
  }

  /** The function of that name. */
  public Optional<Tool> tool(String name) {
    Objects.requireNonNull(name, "name");
    return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }
}
