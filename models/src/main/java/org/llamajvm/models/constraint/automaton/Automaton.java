package org.llamajvm.models.constraint.automaton;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads texts of a grammar byte by byte. States are made when they are first reached and are kept,
 * up to a limit. One thread at a time.
 */
@SuppressWarnings("ReferenceEquality") // there is one state and one node of each kind
public final class Automaton {

  /** States, joined states and nodes that are kept at most. */
  private static final int MOST_KEPT = 150_000;

  /** How deep the stacks are that are joined. */
  private static final int MOST_JOINED = 1_000;

  /** States that something is attached to. */
  private static final int MOST_ATTACHED = 500;

  private final Grammar grammar;
  private final Map<State, State> states = new HashMap<>();
  private final State dead = new State(new Node[0], new State[0], false);
  private final State end = new State(new Node[0], new State[0], true);
  private final State start;
  private final Deque<State> attached = new ArrayDeque<>();
  private final Map<Joined, State> unions = new HashMap<>();
  private final Limits limits;
  private int joining;

  /**
   * An automaton for all texts of a node.
   *
   * @param grammar that made the node; complete
   */
  public Automaton(Grammar grammar, Node root) {
    this.grammar = grammar;
    limits = grammar.limits();
    states.put(dead, dead);
    states.put(end, end);
    start = root.isProductive() ? push(root, end) : dead;
  }

  /** Where every text begins. */
  public State start() {
    return start;
  }

  /** Whether no text is possible. */
  public boolean isDead(State state) {
    return state == dead;
  }

  /** The state in which no text is possible. */
  public State dead() {
    return dead;
  }

  /** Keeps something with a state until there is too much of it. */
  public void attach(State state, Object value) {
    if (attached.size() == MOST_ATTACHED) {
      attached.poll().attach(null);
    }
    attached.add(state);
    state.attach(value);
  }

  /** The parts of the grammar. */
  public Grammar grammar() {
    return grammar;
  }

  /** Whether the text may end here. */
  public boolean isAccepting(State state) {
    expand(state);
    return state.accepting;
  }

  /** Whether no byte may follow. */
  public boolean isFinal(State state) {
    expand(state);
    return state.terminals.length == 0;
  }

  /** What comes next, borrowed. */
  public Terminal[] terminals(State state) {
    expand(state);
    return state.terminals;
  }

  /**
   * The state without some of what may come next.
   *
   * @param kept whether to keep each of {@link #terminals}
   */
  public State without(State state, boolean[] kept) {
    Items items = new Items();
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        items.add(state.terminals[i], state.terminalTails[i]);
      }
    }
    return items.toState();
  }

  /**
   * The state after a byte of a node that takes the place of a terminal.
   *
   * @param index which of {@link #terminals}
   */
  public State resume(State state, int index, Terminal instead, int value) {
    return after(instead.step(value), state.terminalTails[index]);
  }

  /**
   * Whether the rest of a JSON string comes next, of which at least so many characters may be any.
   */
  public boolean isFreeString(State state, int characters) {
    if (state.freeCharacters == State.UNKNOWN) {
      expand(state);
      state.freeCharacters =
          state.terminals.length != 1 || state.accepting
              ? 0
              : CharacterRun.of(state.terminals[0])
                  .filter(run -> run.min() == 0)
                  .map(CharacterRun::max)
                  .orElse(0);
    }
    return state.freeCharacters >= characters;
  }

  /** The only byte that may follow; -1 if there are others, or the text may end. */
  public int forced(State state) {
    expand(state);
    if (state.accepting || state.terminals.length == 0) {
      return -1;
    }
    ByteSet first = new ByteSet();
    for (Terminal terminal : state.terminals) {
      terminal.addFirst(first);
    }
    return first.size() == 1 ? first.next(0) : -1;
  }

  /** The state after a byte: a {@linkplain #isDead dead} one if it does not fit. */
  public State step(State state, int value) {
    State known = state.knownStep(value);
    if (known != null) {
      return known;
    }
    limits.beginByte();
    State next = compute(state, value);
    state.remember(value, next);
    return next;
  }

  private State compute(State state, int value) {
    expand(state);
    Terminal[] terminals = state.terminals;
    if (terminals.length == 1) {
      return after(terminals[0].step(value), state.terminalTails[0]);
    }
    Items items = new Items();
    for (int i = 0; i < terminals.length; i++) {
      Node next = terminals[i].step(value);
      if (next != null) {
        items.add(next, state.terminalTails[i]);
      }
    }
    return items.toState();
  }

  private State after(Node next, State tail) {
    if (next == null) {
      return dead;
    }
    return next == grammar.empty() ? tail : push(next, tail);
  }

  private State push(Node head, State tail) {
    return intern(new State(new Node[] {head}, new State[] {tail}, false));
  }

  private State intern(State state) {
    State known = states.putIfAbsent(state, state);
    return known == null ? state : known;
  }

  /**
   * Forgets what was computed if it is much. What the caller holds stays valid. Not to be called
   * within a walk.
   */
  public void trim() {
    if (states.size() + unions.size() + grammar.regexes().size() > MOST_KEPT) {
      states.keySet().forEach(State::forget);
      states.clear();
      unions.clear();
      attached.clear();
      states.put(dead, dead);
      states.put(end, end);
      grammar.regexes().forget();
    }
  }

  private void expand(State state) {
    if (state.terminals == null) {
      limits.beginByte();
      new Expansion().run(state);
    }
  }

  /** Heads with what follows each, equal heads joined. */
  private final class Items {

    private final IdentityHashMap<Node, State> tails = new IdentityHashMap<>();
    private boolean ends;

    void add(Node head, State tail) {
      limits.countReading();
      if (head == grammar.empty()) {
        addAll(tail);
        return;
      }
      State known = tails.get(head);
      tails.put(head, known == null ? tail : union(known, tail));
    }

    void addAll(State state) {
      ends |= state.ends;
      for (int i = 0; i < state.heads.length; i++) {
        add(state.heads[i], state.tails[i]);
      }
    }

    State toState() {
      if (tails.isEmpty()) {
        return ends ? end : dead;
      }
      Node[] heads = tails.keySet().toArray(Node[]::new);
      if (heads.length > 1) {
        Arrays.sort(heads, (a, b) -> Integer.compare(a.serial, b.serial));
      }
      State[] follow = new State[heads.length];
      for (int i = 0; i < heads.length; i++) {
        follow[i] = tails.get(heads[i]);
      }
      return intern(new State(heads, follow, ends));
    }
  }

  /** Two stacks that were joined. */
  private record Joined(State first, State second) {}

  private State union(State first, State second) {
    if (first == second) {
      return first;
    }
    Joined joined = new Joined(first, second);
    State known = unions.get(joined);
    if (known == null) {
      known = join(first, second);
      unions.put(joined, known);
    }
    return known;
  }

  private State join(State first, State second) {
    if (joining == MOST_JOINED) {
      throw Limits.tooAmbiguous();
    }
    joining++;
    try {
      Items items = new Items();
      items.addAll(first);
      items.addAll(second);
      return items.toState();
    } finally {
      joining--;
    }
  }

  /** Finds what comes next of bytes. */
  private final class Expansion {

    private final IdentityHashMap<Terminal, State> found = new IdentityHashMap<>();
    private final Set<State> seen = new HashSet<>();
    private final Deque<State> open = new ArrayDeque<>();
    private boolean accepting;

    void run(State state) {
      addAll(state);
      while (!open.isEmpty()) {
        State next = open.pop();
        close(next.heads[0], next.tails[0]);
      }
      List<Terminal> terminals = new ArrayList<>(found.keySet());
      if (terminals.size() > 1) {
        terminals.sort((a, b) -> Integer.compare(a.serial, b.serial));
      }
      state.terminals = terminals.toArray(Terminal[]::new);
      state.terminalTails = terminals.stream().map(found::get).toArray(State[]::new);
      state.accepting = accepting;
    }

    private void addAll(State state) {
      accepting |= state.ends;
      for (int i = 0; i < state.heads.length; i++) {
        add(state.heads[i], state.tails[i]);
      }
    }

    private void add(Node node, State tail) {
      limits.countReading();
      State next = push(node, tail);
      if (seen.add(next)) {
        open.push(next);
      }
    }

    private void close(Node node, State tail) {
      switch (node) {
        case Terminal terminal -> {
          if (terminal != grammar.empty()) {
            State known = found.get(terminal);
            found.put(terminal, known == null ? tail : union(known, tail));
          }
          if (terminal.isNullable()) {
            addAll(tail);
          }
        }
        case Rule rule -> rule.expand(readings(tail));
        default -> throw new IllegalStateException("unknown kind of node");
      }
    }

    private Rule.Readings readings(State tail) {
      return new Rule.Readings() {
        @Override
        public void empty() {
          addAll(tail);
        }

        @Override
        public void add(Node first, Node rest) {
          Expansion.this.add(first, rest == null ? tail : push(rest, tail));
        }
      };
    }
  }
}
