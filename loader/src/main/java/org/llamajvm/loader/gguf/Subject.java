package org.llamajvm.loader.gguf;

/**
 * What a message may speak of. It becomes text in a message only: a file has hundreds of things
 * that one could speak of.
 *
 * @param kind of thing
 * @param name a text, or its number where the name is not known yet
 */
record Subject(String kind, Object name) {

  @Override
  public String toString() {
    return name instanceof String ? kind + " '" + name + "'" : kind + " " + name;
  }
}
