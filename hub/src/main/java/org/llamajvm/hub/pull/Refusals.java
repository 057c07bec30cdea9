package org.llamajvm.hub.pull;

import java.io.IOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.llamajvm.hub.HubException;
import org.llamajvm.hub.HubException.Kind;

/**
 * Says why a hub does not give what it was asked for.
 *
 * @param options with which it was asked
 * @param host the hub
 */
record Refusals(HubOptions options, String host) {

  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERRORS = 500;

  /** The exception for an answer that is none. */
  IOException of(HubAnswer answer, Subject subject) {
    int status = answer.status();
    String code = answer.headers().firstValue("X-Error-Code").orElse("");
    if (status == TOO_MANY) {
      return new TransientException(
          Kind.RATE_LIMITED,
          "%s has answered too often and wants to be left alone for a while (429)".formatted(host),
          pause(answer),
          null);
    }
    if (status == TIMEOUT || status >= SERVER_ERRORS) {
      return new TransientException(
          Kind.OFFLINE, "%s is out of order (%d)".formatted(host, status), pause(answer), null);
    }
    return switch (code) {
      case "GatedRepo" -> gated(subject);
      case "RevisionNotFound" ->
          new HubException(
              Kind.MISSING,
              "%s has no branch, tag or commit '%s' at %s"
                  .formatted(subject.repository(), subject.revision(), host));
      case "RepoNotFound" -> noRepository(subject);
      default ->
          switch (status) {
            case 401 -> options.token().isPresent() ? badToken() : noRepository(subject);
            case 403 -> gated(subject);
            case 404 -> subject.file().isEmpty() ? noRepository(subject) : noFile(subject);
            default ->
                new HubException(
                    Kind.CORRUPT,
                    "%s answers with %d for %s%s"
                        .formatted(
                            host,
                            status,
                            subject.repository(),
                            answer
                                .headers()
                                .firstValue("X-Error-Message")
                                .map(": "::concat)
                                .orElse("")));
          };
    };
  }

  private HubException gated(Subject subject) {
    String page = "%s/%s".formatted(options.endpoint(), subject.repository());
    return new HubException(
        Kind.FORBIDDEN,
        options.token().isPresent()
            ? "%s is gated, and the account of this token may not have it; ask for it at %s"
                .formatted(subject.repository(), page)
            : "%s is gated: agree to its terms at %s, and set HF_TOKEN to a token of that account"
                .formatted(subject.repository(), page));
  }

  private HubException badToken() {
    return new HubException(
        Kind.FORBIDDEN,
        "%s does not accept the token; check HF_TOKEN, or what 'hf auth login' has kept"
            .formatted(host));
  }

  private HubException noRepository(Subject subject) {
    return new HubException(
        Kind.MISSING,
        "There is no model %s at %s%s"
            .formatted(
                subject.repository(),
                host,
                options.token().isPresent()
                    ? ", or the account of this token may not see it"
                    : "; if it is private, set HF_TOKEN"));
  }

  private HubException noFile(Subject subject) {
    return new HubException(
        Kind.MISSING,
        "%s has no file %s at %s".formatted(subject.repository(), subject.file(), host));
  }

  /** What {@code Retry-After} says: seconds, or a date; null if it is not there. */
  private static Duration pause(HubAnswer answer) {
    String text = answer.headers().firstValue("Retry-After").map(String::strip).orElse("");
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration pause = Duration.between(ZonedDateTime.now(date.getZone()), date);
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeParseException _) {
      return null;
    }
  }
}
