package org.llamajvm.spark.settings;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checked values of settings. Immutable; travels from the driver to executors. */
public final class Settings implements Serializable {

  private static final long serialVersionUID = 1L;

  /** No value but the defaults. */
  public static final Settings DEFAULTS = new Settings(new TreeMap<>());

  @SuppressWarnings("serial") // always a TreeMap
  private final SortedMap<Setting, String> values;

  private Settings(SortedMap<Setting, String> values) {
    this.values = values;
  }

  /**
   * The same with another value.
   *
   * @throws IllegalArgumentException if the text is no value of the setting
   */
  public Settings with(Setting setting, String text) {
    SortedMap<Setting, String> more = new TreeMap<>(values);
    more.put(setting, setting.checked(text));
    return new Settings(more);
  }

  /** The same with another list. */
  public Settings with(Setting setting, List<String> texts) {
    return with(setting, TextList.format(texts));
  }

  /** These, and those of others where they have one. */
  public Settings with(Settings others) {
    SortedMap<Setting, String> more = new TreeMap<>(values);
    more.putAll(others.values);
    return new Settings(more);
  }

  /** The same without a value. */
  public Settings without(Setting setting) {
    SortedMap<Setting, String> fewer = new TreeMap<>(values);
    fewer.remove(setting);
    return new Settings(fewer);
  }

  /** Only the values of these. */
  public Settings only(Set<Setting> settings) {
    SortedMap<Setting, String> fewer = new TreeMap<>(values);
    fewer.keySet().retainAll(settings);
    return new Settings(fewer);
  }

  /** The values that were set, as text. */
  public Map<Setting, String> values() {
    return Map.copyOf(values);
  }

  /** Whether a value was set. */
  public boolean has(Setting setting) {
    return values.containsKey(setting);
  }

  /** The value that was set, or the default; empty if there is neither. */
  public Optional<String> text(Setting setting) {
    return Optional.ofNullable(values.get(setting)).or(setting::defaultText);
  }

  /** As {@link #text}. */
  public Optional<Integer> count(Setting setting) {
    return text(setting).map(Integer::valueOf);
  }

  /** As {@link #text}. */
  public Optional<Long> integer(Setting setting) {
    return text(setting).map(Long::valueOf);
  }

  /** As {@link #text}. */
  public Optional<Float> number(Setting setting) {
    return text(setting).map(Float::valueOf);
  }

  /** Whether it is {@code true}. */
  public boolean flag(Setting setting) {
    return text(setting).map(Boolean::valueOf).orElse(false);
  }

  /** The texts; empty if it was not set. */
  public List<String> list(Setting setting) {
    return text(setting).map(TextList::parse).orElse(List.of());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
