package org.llamajvm.models.tool;

/** What a character means to a machine that reads a text one character at a time. */
enum Step {
  /** It belongs to what is read, which goes on. */
  MORE,
  /** It is the last one of what is read. */
  END,
  /** It does not belong to what was read, which was complete before it. */
  BEFORE,
  /** It makes the text something else. Nothing may follow. */
  BAD
}
