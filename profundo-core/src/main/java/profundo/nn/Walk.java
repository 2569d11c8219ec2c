package profundo.nn;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import profundo.DType;
import profundo.Variable;

/// Goes through a model's record components and gives its variables and layers their names.
final class Walk {
  /// A layer met on the way.
  ///
  /// @param leaf whether no layer was met below it
  /// @param owned the variables that were met first below it and below no layer inside it
  record Visit(String path, Layer layer, boolean leaf, List<Parameter> owned) {}

  private final SequencedMap<Variable, Parameter> variables = new LinkedHashMap<>();
  private final Map<String, Variable> names = new LinkedHashMap<>();
  private final List<Visit> layers = new ArrayList<>();
  private final Set<Object> above = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean shared;
  private List<Parameter> owner = new ArrayList<>();
  /// The layer that is being walked through; null outside of all.
  private Layer within;

  private Walk() {}

  static Walk over(Object model) {
    Walk walk = new Walk();
    if (!(model instanceof Layer || model instanceof Composite || model instanceof Record)) {
      throw new IllegalArgumentException(
          "Parameters: expected a Layer, a Composite or a record of them, got "
              + (model == null ? "null" : model.getClass().getName()));
    }
    walk.visit("", model, false);
    return walk;
  }

  Collection<Parameter> parameters() {
    return variables.sequencedValues();
  }

  /// In the order met, a layer before the layers inside it.
  List<Visit> layers() {
    return layers;
  }

  /// Whether some variable was met twice.
  boolean shared() {
    return shared;
  }

  private void visit(String path, Object value, boolean state) {
    switch (value) {
      case Variable v -> variable(path, v, state);
      case Layer layer -> layer(path, layer, state);
      case Composite c -> nested(path, c, () -> children(path, c, state));
      case Record r -> nested(path, r, () -> components(path, r, state));
      case Optional<?> o -> o.ifPresent(inner -> visit(path, inner, state));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(join(path, Integer.toString(i)), list.get(i), state);
        }
      }
      case Map<?, ?> map -> map.forEach((k, v) -> visit(join(path, part(path, k)), v, state));
      case Collection<?> c -> refuse(path, c);
      case Object[] a -> refuse(path, List.of(a));
      case null, default -> {}
    }
  }

  private void variable(String path, Variable v, boolean state) {
    if (variables.containsKey(v)) {
      shared = true;
      return;
    }
    Variable other = names.put(path, v);
    if (other != null) {
      throw new IllegalArgumentException("Parameters: two variables are called " + path + "; rename one");
    }
    Parameter p = new Parameter(path, v, state || v.dtype() == DType.I32, false, within == null ? Units.last(v.shape()) : within.units(v));
    variables.put(v, p);
    owner.add(p);
  }

  private void layer(String path, Layer layer, boolean state) {
    int at = layers.size();
    List<Parameter> outer = owner;
    List<Parameter> own = new ArrayList<>();
    owner = own;
    Layer around = within;
    within = layer;
    layers.add(null);
    nested(
        path,
        layer,
        () -> {
          if (layer instanceof Composite c) {
            children(path, c, state);
          } else if (layer instanceof Record r) {
            components(path, r, state);
          } else {
            requireNoFields(path, layer);
          }
        });
    owner = outer;
    within = around;
    layers.set(at, new Visit(path, layer, layers.size() == at + 1, List.copyOf(own)));
  }

  private void nested(String path, Object value, Runnable inside) {
    if (!above.add(value)) {
      throw new IllegalArgumentException(
          "Parameters: " + at(path, value) + " contains itself; a model is a tree of layers");
    }
    inside.run();
    above.remove(value);
  }

  private void children(String path, Composite composite, boolean state) {
    composite
        .children()
        .forEach((name, value) -> visit(join(path, part(path, name)), value, state || composite.state().contains(name)));
  }

  private void components(String path, Record record, boolean state) {
    for (RecordComponent c : record.getClass().getRecordComponents()) {
      if (!c.getType().isPrimitive()) {
        boolean kept = state || c.isAnnotationPresent(State.class);
        visit(join(path, c.getName()), read(path, record, c.getAccessor()), kept);
      }
    }
  }

  private static Object read(String path, Record record, Method accessor) {
    if (!accessor.trySetAccessible()) {
      throw new IllegalArgumentException(
          "Parameters: " + at(path, record) + " cannot be read from outside its module: make the record public in an"
              + " exported package, or let module-info open " + record.getClass().getPackageName()
              + " to org.profundo.core");
    }
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(
          "Parameters: " + at(path, record) + ": component " + accessor.getName() + " failed", e);
    }
  }

  /// A class may hold variables where no walk finds them; what its fields declare tells.
  private static void requireNoFields(String path, Layer layer) {
    for (Class<?> c = layer.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field f : c.getDeclaredFields()) {
        if (!Modifier.isStatic(f.getModifiers()) && holds(f.getGenericType())) {
          throw new IllegalArgumentException(
              "Parameters: " + at(path, layer) + " is no record and holds " + f.getGenericType().getTypeName() + " in "
                  + f.getName() + ": its variables would have no names. Make it a record, or implement Composite");
        }
      }
    }
  }

  private static boolean holds(Type type) {
    if (type instanceof Class<?> c) {
      return c.isArray()
          ? holds(c.getComponentType())
          : Variable.class.isAssignableFrom(c)
              || Layer.class.isAssignableFrom(c)
              || Composite.class.isAssignableFrom(c);
    }
    if (type instanceof ParameterizedType p) {
      for (Type argument : p.getActualTypeArguments()) {
        if (holds(argument)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void refuse(String path, Collection<?> values) {
    for (Object v : values) {
      if (v instanceof Variable || v instanceof Layer || v instanceof Composite) {
        throw new IllegalArgumentException(
            "Parameters: " + path + " holds variables or layers without an order of their own; use a List");
      }
    }
  }

  private static String part(String path, Object name) {
    if (name instanceof String s && !s.isEmpty() && s.indexOf('.') < 0) {
      return s;
    }
    throw new IllegalArgumentException(
        "Parameters: expected names without dots below '" + path + "', got '" + name + "'");
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String at(String path, Object value) {
    return (path.isEmpty() ? "" : path + " ") + Names.type(value);
  }
}
