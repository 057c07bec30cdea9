package org.llamajvm.loader.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Strings that are passed over by words end where a buffer of the JDK says. */
class StringRunTest {

  private static final int STRINGS = 40_000;

  private static byte[] strings(Random random, int longest) {
    ByteBuffer buffer = ByteBuffer.allocate(STRINGS * (8 + longest)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < STRINGS; i++) {
      byte[] text = new byte[random.nextInt(longest)];
      random.nextBytes(text);
      buffer.putLong(text.length).put(text);
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** Long strings that hold strings of eight bytes: what looks like a beginning mostly is none. */
  private static byte[] nested() {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (int length = 80; buffer.remaining() >= 8 + length; length = 80 + (length * 7) % 1600) {
      buffer.putLong(length);
      for (int i = 0; i < length; i++) {
        buffer.put((byte) (i % 16 == 0 ? 8 : i % 16 < 8 ? 0 : 'x'));
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static Stream<Arguments> files() {
    byte[] vocabulary = strings(new Random(7), 20);
    return Stream.of(
        Arguments.of(vocabulary, 1000),
        Arguments.of(vocabulary, Integer.MAX_VALUE),
        Arguments.of(strings(new Random(8), 2), Integer.MAX_VALUE),
        Arguments.of(strings(new Random(9), 300), Integer.MAX_VALUE),
        Arguments.of(nested(), Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("files")
  void endsWhereStringsEnd(byte[] file, int most) {
    ByteBuffer expected = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    StringRun run = new StringRun(MemorySegment.ofArray(file));
    int at = 0;
    while (at < file.length) {
      int count = run.pass(at, most);
      for (int i = 0; i < Math.max(count, 1); i++) { // one that is not whole in the copy by itself
        at += 8 + (int) expected.getLong(at);
        assertThat(i < count && i == count - 1 && run.end() != at).isFalse();
      }
    }
    assertThat(at).isEqualTo(file.length);
  }

  @Test
  void stopsBeforeWhatIsNotWhole() {
    for (int cut = 1; cut <= 16; cut++) {
      byte[] file = new byte[48 - cut]; // three strings of eight bytes
      for (int i = 0; i < 48 - cut; i += 16) {
        file[i] = 8;
      }
      StringRun run = new StringRun(MemorySegment.ofArray(file));
      assertThat(run.pass(0, 3)).as("%d bytes cut off", cut).isEqualTo(2);
      assertThat(run.end()).isEqualTo(32);
    }
    byte[] huge = new byte[32];
    Arrays.fill(huge, 0, 8, (byte) 0xFF);
    assertThat(new StringRun(MemorySegment.ofArray(huge)).pass(0, 1)).isZero();
    huge[7] = 0x7F;
    assertThat(new StringRun(MemorySegment.ofArray(huge)).pass(0, 1)).isZero();
  }
}
