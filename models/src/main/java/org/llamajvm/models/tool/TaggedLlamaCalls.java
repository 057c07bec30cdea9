package org.llamajvm.models.tool;

/** What follows {@code <|python_tag|>}: a call in JSON or in Python. For one thread. */
final class TaggedLlamaCalls implements CallMachine {

  private final CallSink sink;
  private CallMachine calls;

  TaggedLlamaCalls(CallSink sink) {
    this.sink = sink;
  }

  @Override
  public Step next(char c) {
    if (calls == null) {
      if (JsonScanner.isSpace(c)) {
        return Step.MORE;
      }
      calls = c == '{' ? new JsonCalls(sink, "") : new PythonCalls(sink);
    }
    return calls.next(c);
  }

  @Override
  public boolean mayEnd() {
    return calls != null && calls.mayEnd();
  }
}
