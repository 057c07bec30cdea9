package org.llamajvm.cli.chat;

import java.util.List;
import java.util.stream.Stream;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, the files that they take, settings, and what can be shown. */
final class TurnCompleter implements Completer {

  private final Completer files = new FileNameCompleter();

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String first = line.words().getFirst();
    if (line.wordIndex() == 0) {
      if (first.startsWith("/")) {
        Stream.of(Word.values())
            .flatMap(word -> word.names().stream())
            .filter(name -> name.startsWith("/"))
            .forEach(name -> candidates.add(new Candidate(name)));
      }
      return;
    }
    Word word = Word.of(first).orElse(null);
    if (word == null || line.wordIndex() > 1) {
      return;
    }
    if (word.takesFile()) {
      files.complete(reader, line, candidates);
    } else if (word == Word.SET) {
      Settings.names().forEach(name -> candidates.add(new Candidate(name)));
    } else if (word == Word.SHOW) {
      Stream.of("settings", "model", "template", "memory")
          .forEach(name -> candidates.add(new Candidate(name)));
    }
  }
}
