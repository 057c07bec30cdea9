package org.llamajvm.loader.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;

/** The bytes of a file, with the exceptions that say what is wrong with them. */
record GgufBytes(MemorySegment bytes, Path file) {

  private static final String WHAT = "GGUF file";

  long size() {
    return bytes.byteSize();
  }

  byte int8(long at) {
    return bytes.get(ValueLayout.JAVA_BYTE, at);
  }

  short int16(long at) {
    return bytes.get(Layouts.SHORT, at);
  }

  int int32(long at) {
    return bytes.get(Layouts.INT, at);
  }

  long int64(long at) {
    return bytes.get(Layouts.LONG, at);
  }

  /**
   * The string whose length stands at {@code at} and is known to be inside the file.
   *
   * @param what names it in messages
   */
  String string(long at, String what) throws ModelFormatException {
    try {
      byte[] utf8 = bytes.asSlice(at + 8, int64(at)).toArray(ValueLayout.JAVA_BYTE);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw corrupt(at, what + " is not UTF-8");
    }
  }

  ModelFormatException truncated(long at, String problem) {
    return ModelFormatException.truncated(file, at, WHAT, problem);
  }

  ModelFormatException corrupt(long at, String problem) {
    return ModelFormatException.corrupt(file, at, WHAT, problem);
  }

  ModelFormatException unsupported(long at, String problem) {
    return ModelFormatException.unsupported(file, at, WHAT, problem);
  }

  ModelFormatException missing(String sentence) {
    return ModelFormatException.of(Kind.MISSING, sentence, file);
  }
}
