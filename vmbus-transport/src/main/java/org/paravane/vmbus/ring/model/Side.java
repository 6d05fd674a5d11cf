package org.paravane.vmbus.ring.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.ring.RingViolationException;

/**
 * One side as an automaton that is discovered on the way: a node is what the side was answered so far, and its event is what it
 * does next. A node is found by running the program again from its start.
 */
final class Side {
  private final Program program;
  private final Mutation mutation;
  private final int packets;
  private final List<Node> nodes = new ArrayList<>();

  /** A point in the program. */
  private record Node(@Nullable Node parent, int answer, Event event, Map<Integer, Integer> children) {
  }

  Side(Program program, Mutation mutation, int packets) {
    this.program = program;
    this.mutation = mutation;
    this.packets = packets;
    nodes.add(new Node(null, 0, run(List.of()), new HashMap<>()));
  }

  Event event(int node) {
    return nodes.get(node).event;
  }

  /** The node after this one's event was answered. */
  int after(int node, int answer) {
    Node from = nodes.get(node);
    return from.children.computeIfAbsent(answer, _ -> {
      nodes.add(new Node(from, answer, run(answers(from, answer)), new HashMap<>()));
      return nodes.size() - 1;
    });
  }

  private static List<Integer> answers(Node from, int last) {
    List<Integer> answers = new ArrayList<>();
    answers.add(last);
    for (Node node = from; node.parent != null; node = node.parent) {
      answers.add(node.answer);
    }
    Collections.reverse(answers);
    return answers;
  }

  private Event run(List<Integer> answers) {
    ScriptedMemory memory = new ScriptedMemory(mutation, answers);
    try {
      program.run(memory, packets);
      return new Event.Done();
    } catch (ScriptedMemory.Cut cut) {
      return cut.event;
    } catch (RingViolationException e) {
      throw new IllegalStateException(e);
    }
  }
}
