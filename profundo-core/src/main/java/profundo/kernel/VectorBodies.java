package profundo.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.HashMap;
import java.util.Map;

/// The bodies of [VectorMath]'s methods, for writing into a loop in place of a call.
///
/// In a large loop the JVM's compiler stops inlining methods of ours, and every register would be boxed at the call; methods of
/// the Vector API are inlined always. The bodies are copied from the class file, so there is still one definition of each
/// function. They have no branches.
final class VectorBodies {
  private static final String OWNER = VectorMath.class.getName().replace('.', '/');
  private static final Map<String, MethodModel> METHODS = read();

  private VectorBodies() {}

  private static Map<String, MethodModel> read() {
    Map<String, MethodModel> methods = new HashMap<>();
    try (InputStream in = VectorMath.class.getResourceAsStream("VectorMath.class")) {
      for (MethodModel m : ClassFile.of().parse(in.readAllBytes()).methods()) {
        methods.put(m.methodName().stringValue(), m);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return methods;
  }

  /// Writes the body of a method, whose arguments are on the stack and whose result is left there. Local variables from `free`
  /// on are used.
  static void write(CodeBuilder code, String name, int free) {
    MethodModel method = METHODS.get(name);
    CodeModel body = method.code().orElseThrow();
    int arguments = method.methodTypeSymbol().parameterCount();
    for (int i = arguments - 1; i >= 0; i--) {
      code.astore(free + i);
    }
    int beyond = free + ((CodeAttribute) body).maxLocals();
    for (CodeElement e : body) {
      switch (e) {
        case LoadInstruction x -> code.loadLocal(x.typeKind(), free + x.slot());
        case StoreInstruction x -> code.storeLocal(x.typeKind(), free + x.slot());
        case InvokeInstruction x when x.owner().asInternalName().equals(OWNER) ->
            write(code, x.name().stringValue(), beyond);
        case ReturnInstruction x when x.typeKind() == TypeKind.REFERENCE -> {}
        case BranchInstruction x -> throw new IllegalStateException("VectorMath." + name + " has a branch");
        case Instruction x -> code.with(x);
        default -> {}
      }
    }
  }
}
