package org.llamajvm.cli.option;

import java.io.IOException;
import org.llamajvm.cli.output.Streams;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the prompt comes from. */
public final class PromptArguments {

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Source source = new Source();

  @Option(
      names = "--few-shot",
      paramLabel = "FILE",
      description =
          "A text in which {} stands for the prompt. Without a prompt it is asked for, again and"
              + " again, one a line, until the input ends.")
  private String fewShot;

  /** One of two. */
  static final class Source {
    @Option(
        names = {"-p", "--prompt"},
        paramLabel = "TEXT",
        description = "The text to continue; - for standard input.")
    private String text;

    @Option(
        names = {"-f", "--prompt-file"},
        paramLabel = "FILE",
        description =
            "File with the text to continue, without the line end at its end; - for standard"
                + " input.")
    private String file;
  }

  /** Picocli fills it. */
  public PromptArguments() {}

  /** Whether there is a prompt. */
  public boolean given() {
    return source.text != null || source.file != null;
  }

  /**
   * The prompt that is given.
   *
   * @throws IOException if its file cannot be read or is not UTF-8
   */
  public String prompt(Streams streams) throws IOException {
    if (source.text != null && !source.text.equals("-")) {
      return source.text;
    }
    String name = source.text != null ? source.text : source.file;
    return TextSource.withoutLastLineEnd(TextSource.read(name, streams.in()));
  }

  /** Whether the prompt goes into a text around it. */
  public boolean hasFrame() {
    return fewShot != null;
  }

  /**
   * The text around prompts.
   *
   * @throws IOException if the file cannot be read, is not UTF-8, or has no place for a prompt
   */
  public PromptFrame frame(Streams streams) throws IOException {
    return hasFrame() ? PromptFrame.read(fewShot, streams.in()) : PromptFrame.NONE;
  }
}
