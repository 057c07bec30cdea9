package org.llamajvm.server.answer;

import java.io.IOException;
import org.llamajvm.models.Generation;
import org.llamajvm.models.TextPiece;
import org.llamajvm.server.http.RequestFault;

/** Writes answers to a client while they are made. Every method fails if the client has gone. */
public interface AnswerWriter {

  /** So many requests are ahead. */
  default void queued(int choice, int ahead) throws IOException {}

  /**
   * Part of the prompt is processed.
   *
   * @param total tokens that have to be; the others were in the KV cache
   */
  default void prompted(int choice, int done, int total) throws IOException {}

  /** More text. */
  void piece(int choice, TextPiece piece) throws IOException;

  /** An answer is complete. */
  void ended(int choice, Generation generation, Finish finish) throws IOException;

  /** Nothing happened for a while. */
  void ping() throws IOException;

  /** All answers are complete. Nothing follows. */
  void finished() throws IOException;

  /** An answer has failed. Nothing follows. */
  void failed(RequestFault fault) throws IOException;
}
