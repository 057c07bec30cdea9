package org.llamajvm.loader.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Makes GGUF files for tests: sound ones, and with {@link #tensorCount}, {@link #keyCount}, {@link
 * #raw} and {@link #tensorAt} such that break any rule.
 */
final class TestGguf {

  private final RawBytes keys = RawBytes.of();
  private final RawBytes infos = RawBytes.of();
  private final RawBytes data = RawBytes.of();
  private int version = 3;
  private int alignment = 32;
  private long keyCount;
  private long tensorCount;
  private OptionalLong claimedKeys = OptionalLong.empty();
  private OptionalLong claimedTensors = OptionalLong.empty();

  TestGguf version(int value) {
    version = value;
    return this;
  }

  /** Says another number of keys than there are. */
  TestGguf keyCount(long count) {
    claimedKeys = OptionalLong.of(count);
    return this;
  }

  /** Says another number of tensors than there are. */
  TestGguf tensorCount(long count) {
    claimedTensors = OptionalLong.of(count);
    return this;
  }

  /** A key whose value has these bytes. */
  TestGguf raw(String key, int type, byte[] value) {
    keys.text(key).int32(type).raw(value);
    keyCount++;
    return this;
  }

  TestGguf raw(String key, ValueType type, RawBytes value) {
    return raw(key, type.number(), value.bytes());
  }

  TestGguf text(String key, String value) {
    return raw(key, ValueType.STRING, RawBytes.of().text(value));
  }

  TestGguf u32(String key, int value) {
    return raw(key, ValueType.U32, RawBytes.of().int32(value));
  }

  TestGguf flag(String key, int value) {
    return raw(key, ValueType.BOOL, RawBytes.of().int8(value));
  }

  TestGguf f32(String key, float value) {
    return raw(key, ValueType.F32, RawBytes.of().float32(value));
  }

  /** An array that says to have {@code count} elements. */
  TestGguf array(String key, ValueType elements, long count, RawBytes values) {
    RawBytes value = RawBytes.of().int32(elements.number()).int64(count).raw(values.bytes());
    return raw(key, ValueType.ARRAY, value);
  }

  TestGguf texts(String key, String... values) {
    return array(key, ValueType.STRING, values.length, RawBytes.of().text(values));
  }

  TestGguf i32s(String key, int... values) {
    return array(key, ValueType.I32, values.length, RawBytes.of().int32(values));
  }

  TestGguf f32s(String key, float... values) {
    return array(key, ValueType.F32, values.length, RawBytes.of().float32(values));
  }

  /** The alignment that tensors after this one get; says so by its key. */
  TestGguf alignment(int bytes) {
    alignment = bytes;
    return u32("general.alignment", bytes);
  }

  /** A tensor in its right place; sizes in the order of the file. */
  TestGguf tensor(String name, GgufType type, byte[] content, long... sizes) {
    return tensorAt(name, type.id(), data.size(), content, sizes);
  }

  /** A tensor of any type that says to lie anywhere. */
  TestGguf tensorAt(String name, int type, long offset, byte[] content, long... sizes) {
    infos.text(name).int32(sizes.length).int64(sizes).int32(type).int64(offset);
    data.raw(content);
    pad(data);
    tensorCount++;
    return this;
  }

  /** The file, padded to the alignment behind the last tensor too. */
  byte[] bytes() {
    RawBytes file = RawBytes.of().raw((byte) 'G', (byte) 'G', (byte) 'U', (byte) 'F');
    file.int32(version)
        .int64(claimedTensors.orElse(tensorCount), claimedKeys.orElse(keyCount))
        .raw(keys.bytes())
        .raw(infos.bytes());
    if (data.size() > 0) {
      pad(file);
    }
    return file.raw(data.bytes()).bytes();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  private void pad(RawBytes bytes) {
    while (bytes.size() % alignment != 0) {
      bytes.int8(0);
    }
  }
}
