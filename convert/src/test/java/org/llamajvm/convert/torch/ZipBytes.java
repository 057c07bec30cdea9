package org.llamajvm.convert.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zip archives by the JDK's writer, to be damaged afterwards. */
final class ZipBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(out);

  ZipBytes stored(String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setCrc(sum.getValue());
    return write(entry, content);
  }

  ZipBytes deflated(String name, byte[] content) throws IOException {
    return write(new ZipEntry(name), content);
  }

  private ZipBytes write(ZipEntry entry, byte[] content) throws IOException {
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
    return this;
  }

  byte[] done() throws IOException {
    zip.close();
    return out.toByteArray();
  }
}
