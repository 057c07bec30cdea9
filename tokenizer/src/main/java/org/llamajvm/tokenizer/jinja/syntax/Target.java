package org.llamajvm.tokenizer.jinja.syntax;

import java.util.List;

/** What a value can be assigned to. */
public sealed interface Target {
  /** A variable. */
  record Variable(String name) implements Target {}

  /** An attribute of a namespace. */
  record NamespaceAttribute(String namespace, String attribute) implements Target {}

  /** Several targets that share out the items of one value. */
  record Unpack(List<Target> targets) implements Target {}
}
