package org.llamajvm.server.answer;

import org.llamajvm.models.Generation;
import org.llamajvm.models.TextPiece;
import org.llamajvm.server.http.RequestFault;

/** Writes nothing: the answers are wanted as a whole. */
final class WaitingWriter implements AnswerWriter {

  @Override
  public void piece(int choice, TextPiece piece) {}

  @Override
  public void ended(int choice, Generation generation, Finish finish) {}

  @Override
  public void ping() {}

  @Override
  public void finished() {}

  @Override
  public void failed(RequestFault fault) {
    throw fault;
  }
}
