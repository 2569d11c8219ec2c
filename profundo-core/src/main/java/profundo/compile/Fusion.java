package profundo.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import profundo.DType;
import profundo.Op;
import profundo.Shape;
import profundo.Tensor;

/// Gathers elementwise operations into groups that run as one pass over memory.
///
/// Every node has a level: one more than the highest level it reads from, except that an elementwise node stays on the
/// level of the elementwise operands of its own shape. Operations joined by such an edge form a group. All edges
/// between groups and other nodes go to a higher level, so groups cannot depend on each other in a circle.
final class Fusion {
  /// More operations than this in one group would spill the tiles from the cache.
  private static final int LARGEST_GROUP = 40;

  /// Operations that run as one loop, in an order in which they can.
  static final class Group {
    final Shape shape;
    final int level;
    final List<Tensor> members = new ArrayList<>();
    private Group mergedInto;

    Group(Shape shape, int level) {
      this.shape = shape;
      this.level = level;
    }
  }

  private final Views views;
  private final Set<Tensor> roots = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Tensor, Integer> levels = new IdentityHashMap<>();
  private final Map<Tensor, Group> groups = new IdentityHashMap<>();
  private final Map<Group, Integer> sizes = new IdentityHashMap<>();

  /// @param order canonical nodes, operands first
  /// @param wanted nodes whose values are asked for
  Fusion(List<Tensor> order, List<Tensor> wanted, Views views) {
    this.views = views;
    roots.addAll(wanted);
    for (Tensor t : order) {
      place(t);
    }
    sink(order);
    for (Tensor t : order) {
      Group g = groups.get(t);
      if (g != null) {
        Group root = root(g);
        groups.put(t, root);
        root.members.add(t);
      }
    }
  }

  /// The group that computes a node, or null for one that is not elementwise on floats.
  Group groupOf(Tensor t) {
    return groups.get(t);
  }

  /// How many steps at least come before a node.
  int level(Tensor t) {
    return levels.get(t);
  }

  /// Whether a node can be part of a group.
  static boolean elementwise(Tensor t) {
    return switch (t.op()) {
      case Op.Unary _ -> t.dtype() == DType.F32;
      case Op.Binary(var _, var a, var _) -> a.dtype() == DType.F32;
      case Op.Select _ -> t.dtype() == DType.F32;
      default -> false;
    };
  }

  private void place(Tensor t) {
    List<Tensor> operands = t.op().operands();
    if (!elementwise(t)) {
      int level = 0;
      for (Tensor o : operands) {
        level = Math.max(level, levels.get(o) + (views.owns(t) ? 1 : 0));
      }
      levels.put(t, level);
      return;
    }
    int level = 0;
    for (Tensor o : operands) {
      level = Math.max(level, levels.get(o) + (groups.containsKey(o) ? 0 : 1));
    }
    List<Group> joined = joinable(operands, level);
    int size = 1;
    for (Group g : joined) {
      size += sizes.get(g);
    }
    if (size > LARGEST_GROUP) {
      level++;
      joined = List.of();
      size = 1;
    }
    Group group = joined.isEmpty() ? new Group(t.shape(), level) : joined.get(0);
    for (Group g : joined) {
      if (g != group) {
        g.mergedInto = group;
      }
    }
    sizes.put(group, size);
    levels.put(t, level);
    groups.put(t, group);
  }

  /// Moves operations whose only users are groups of one higher level into those groups, which become one: a mask that
  /// only the backward pass needs, the decay of a mean, a moment that is stored and used. The operands lie lower still,
  /// and groups of one level cannot depend on each other, so levels stay in order.
  private void sink(List<Tensor> order) {
    Map<Tensor, List<Group>> users = new IdentityHashMap<>();
    Set<Tensor> held = Collections.newSetFromMap(new IdentityHashMap<>());
    held.addAll(roots);
    for (int i = order.size() - 1; i >= 0; i--) {
      Tensor t = order.get(i);
      Group own = groups.get(t) == null ? null : root(groups.get(t));
      if (own != null && !held.contains(t)) {
        Group target = mergeable(t, own, users.getOrDefault(t, List.of()));
        if (target != null) {
          sizes.merge(own, -1, Integer::sum);
          sizes.merge(target, 1, Integer::sum);
          groups.put(t, target);
          levels.put(t, target.level);
          own = target;
        }
      }
      for (Tensor o : t.op().operands()) {
        if (own == null) {
          held.add(o);
        } else {
          users.computeIfAbsent(o, _ -> new ArrayList<>(2)).add(own);
        }
      }
    }
  }

  /// The one group made of all users of an operation, if they can be one and the operation can move there; else null.
  private Group mergeable(Tensor t, Group own, List<Group> users) {
    List<Group> distinct = new ArrayList<>(2);
    int size = 1;
    for (Group u : users) {
      Group g = root(u);
      if (!distinct.contains(g)) {
        distinct.add(g);
        size += sizes.get(g);
      }
      if (g.level != root(users.get(0)).level || g.level <= own.level || !g.shape.equals(t.shape()) || size > LARGEST_GROUP) {
        return null;
      }
    }
    if (distinct.isEmpty()) {
      return null;
    }
    Group target = distinct.get(0);
    for (Group g : distinct) {
      if (g != target) {
        g.mergedInto = target;
      }
    }
    sizes.put(target, size - 1);
    return target;
  }

  private List<Group> joinable(List<Tensor> operands, int level) {
    List<Group> found = new ArrayList<>();
    for (Tensor o : operands) {
      Group g = groups.get(o);
      if (g != null && levels.get(o) == level && !found.contains(root(g))) {
        found.add(root(g));
      }
    }
    return found;
  }

  private static Group root(Group g) {
    Group root = g;
    while (root.mergedInto != null) {
      root = root.mergedInto;
    }
    while (g != root) {
      Group next = g.mergedInto;
      g.mergedInto = root;
      g = next;
    }
    return root;
  }
}
