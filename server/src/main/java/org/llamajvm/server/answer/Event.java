package org.llamajvm.server.answer;

import org.llamajvm.models.Generation;
import org.llamajvm.models.TextPiece;

/** Something happened to one of the answers to a request. */
sealed interface Event {

  /** Which answer, from 0 on. */
  int choice();

  /** So many requests are ahead. */
  record Queued(int choice, int ahead) implements Event {}

  /** So much of the prompt is processed. */
  record Prompted(int choice, int done, int total) implements Event {}

  /** More text. */
  record Piece(int choice, TextPiece piece) implements Event {}

  /** The end. */
  record Ended(int choice, Generation generation) implements Event {}

  /** The end, without an answer. */
  record Failed(int choice, RuntimeException failure) implements Event {}
}
