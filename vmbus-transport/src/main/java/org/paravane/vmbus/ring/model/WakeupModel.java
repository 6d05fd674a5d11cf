package org.paravane.vmbus.ring.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explores every interleaving of a writer that sends a few packets and a reader that takes them, both asleep whenever our rings
 * say so. A state in which nothing can happen any more although packets are missing is a lost wake-up.
 */
public final class WakeupModel {
  /** Fills the ring twice over, so that both sides sleep and wake for both reasons. About a million states; each more is 25 times that. */
  public static final int PACKETS = 4;

  private final MemoryModel model;
  private final Side writer;
  private final Side reader;
  private final Map<State, @Nullable Step> cameFrom = new HashMap<>();
  private final Deque<State> unexplored = new ArrayDeque<>();

  /**
   * How a state was reached first.
   *
   * @param drained whether a store became visible; otherwise the side did what its program does next
   * @param answer what that was answered
   */
  private record Step(State before, Program side, boolean drained, int answer) {
  }

  /**
   * What an exploration found.
   *
   * @param states different states of the world
   * @param lostWakeup the shortest way to a lost wake-up, one action per line; empty if there is none
   */
  public record Exploration(Mutation mutation, MemoryModel memory, int states, List<String> lostWakeup) {
    public boolean foundLostWakeup() {
      return !lostWakeup.isEmpty();
    }

    /** Whether this is what section 8.5 says about the variant. */
    public boolean asExpected() {
      return foundLostWakeup() == mutation.losesWakeups(memory);
    }
  }

  private WakeupModel(Mutation mutation, MemoryModel model, int packets) {
    this.model = model;
    writer = new Side(Program.WRITER, mutation, packets);
    reader = new Side(Program.READER, mutation, packets);
  }

  /** Every mutation on every memory, the sound one first. */
  public static List<Exploration> exploreAll() {
    List<Exploration> all = new ArrayList<>();
    for (Mutation mutation : Mutation.values()) {
      for (MemoryModel memory : MemoryModel.values()) {
        all.add(explore(mutation, memory, PACKETS));
      }
    }
    return all;
  }

  /**
   * All interleavings of one variant, until a lost wake-up is found.
   *
   * @param packets how many the writer sends
   */
  public static Exploration explore(Mutation mutation, MemoryModel memory, int packets) {
    WakeupModel exploration = new WakeupModel(mutation, memory, packets);
    List<String> lost = exploration.run();
    return new Exploration(mutation, memory, exploration.cameFrom.size(), lost);
  }

  /** Breadth first, so that a counterexample is a shortest one. */
  private List<String> run() {
    State initial = State.initial();
    cameFrom.put(initial, null);
    unexplored.add(initial);
    while (!unexplored.isEmpty()) {
      State state = unexplored.remove();
      boolean writerCan = step(state, Program.WRITER);
      boolean readerCan = step(state, Program.READER);
      if (!writerCan && !readerCan && !(finished(state, Program.WRITER) && finished(state, Program.READER))) {
        return way(state);
      }
    }
    return List.of();
  }

  private void reach(State state, Step step) {
    if (!cameFrom.containsKey(state)) {
      cameFrom.put(state, step);
      unexplored.add(state);
    }
  }

  private boolean finished(State state, Program program) {
    return side(program).event(state.node(program)) instanceof Event.Done;
  }

  /** Everything that one side can do next; false if that is nothing. */
  private boolean step(State state, Program program) {
    boolean drained = state.buffer(program) == 0;
    if (!drained) {
      reach(state.drainOne(program), new Step(state, program, true, 0));
    }
    Event event = side(program).event(state.node(program));
    boolean acted = switch (event) {
      case Event.Load(int field) -> go(state, state, program, state.load(program, field));
      case Event.Store(int field, int value) -> go(state, state.store(program, field, value, model), program, 0);
      case Event.Flush _ -> drained && go(state, state, program, 0);
      case Event.Signal _ -> drained && go(state, state.withSignal(other(program), true), program, 0);
      case Event.Sleep _ ->
        drained && state.signalled(program) && go(state, state.withSignal(program, false), program, 0);
      case Event.Done _ -> false;
    };
    return acted || !drained;
  }

  private boolean go(State before, State after, Program program, int answer) {
    int node = side(program).after(before.node(program), answer);
    reach(after.at(program, node), new Step(before, program, false, answer));
    return true;
  }

  private Side side(Program program) {
    return program == Program.WRITER ? writer : reader;
  }

  private static Program other(Program program) {
    return program == Program.WRITER ? Program.READER : Program.WRITER;
  }

  private List<String> way(State end) {
    List<String> way = new ArrayList<>();
    for (Step step = cameFrom.get(end); step != null; step = cameFrom.get(step.before)) {
      way.add(text(step));
    }
    Collections.reverse(way);
    return way;
  }

  private String text(Step step) {
    if (step.drained) {
      return step.side + " store becomes visible";
    }
    Event event = side(step.side).event(step.before.node(step.side));
    return step.side + " " + (event instanceof Event.Load ? event + " = " + step.answer : event);
  }
}
