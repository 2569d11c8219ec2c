package profundo.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Arrays;
import java.util.Locale;
import profundo.kernel.ElementLoop.Instruction;

/// Writes the class file of a fused loop.
///
/// Every register is a local variable of type `FloatVector`; operations are those of [VectorMath], so the bits are
/// those of the tiled engine. All inputs of a position are read before its outputs are written, so outputs may
/// overwrite inputs. The end that does not fill a vector is done number by number by a method of its own, on
/// [ScalarMath], which gives the same bits.
final class LoopEmitter {
  private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.FloatVector");
  private static final ClassDesc ANY_VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
  private static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
  private static final ClassDesc MATH = ClassDesc.of("profundo.kernel.VectorMath");
  private static final ClassDesc ONE = ClassDesc.of("profundo.kernel.ScalarMath");
  private static final ClassDesc LOOP = ClassDesc.of("profundo.kernel.FusedLoop");
  private static final ClassDesc THIS = ClassDesc.of("profundo.kernel.Fused");
  private static final ClassDesc FLOATS = CD_float.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, FLOATS.arrayType(), INTS, INTS, FLOATS, CD_int, CD_int);
  private static final MethodTypeDesc REST =
      MethodTypeDesc.of(CD_void, FLOATS.arrayType(), INTS, INTS, FLOATS, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc ONE_VECTOR = MethodTypeDesc.of(VECTOR, ANY_VECTOR);

  private final FusedPlan plan;
  private final int lanes;
  private final CodeBuilder code;

  /// Local variables: of the first array and offset, of the registers and of the index.
  private final int arrays;

  private final int registers;
  private final int index;
  private final boolean scalar;

  private LoopEmitter(FusedPlan plan, int lanes, CodeBuilder code, boolean scalar, int parameters) {
    this.plan = plan;
    this.lanes = lanes;
    this.code = code;
    this.arrays = parameters;
    this.registers = arrays + 2 * operands();
    this.index = registers + plan.registers();
    this.scalar = scalar;
  }

  /// The class file of a loop over vectors of `lanes` floats.
  static byte[] emit(FusedPlan plan, int lanes) {
    return ClassFile.of()
        .build(
            THIS,
            c ->
                c.withFlags(AccessFlag.FINAL)
                    .withInterfaceSymbols(LOOP)
                    .withMethodBody(
                        INIT_NAME,
                        MTD_void,
                        0,
                        b -> b.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_())
                    .withMethodBody(
                        "run", RUN, ClassFile.ACC_PUBLIC, b -> new LoopEmitter(plan, lanes, b, false, 9).loop())
                    .withMethodBody(
                        "rest", REST, ClassFile.ACC_STATIC, b -> new LoopEmitter(plan, lanes, b, true, 7).rest()));
  }

  /// `this` is local 0, the parameters are 1 to 6, the end of the full vectors of a row is 7, the row is 8.
  private void loop() {
    prologue(1);
    code.iload(6).loadConstant(-lanes).iand().istore(7);
    code.iconst_0().istore(8);
    Label row = code.newLabel();
    Label whole = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(row).iload(8).iload(5).if_icmpge(end);
    code.iconst_0().istore(index);
    turns(7, lanes);
    code.iload(7).iload(6).if_icmpge(whole);
    code.aload(1).aload(2).aload(3).aload(4).iload(8).iload(7).iload(6).invokestatic(THIS, "rest", REST);
    code.labelBinding(whole);
    for (int k = 0; k < operands(); k++) {
      int position = arrays + 2 * k + 1;
      code.iload(position).aload(3).loadConstant(k).iaload().iadd().istore(position);
    }
    code.iinc(8, 1).goto_(row).labelBinding(end).return_();
  }

  /// The parameters are 0 to 6, the last three being the row, begin and end.
  private void rest() {
    prologue(0);
    for (int k = 0; k < operands(); k++) {
      int position = arrays + 2 * k + 1;
      code.iload(position).iload(4).aload(2).loadConstant(k).iaload().imul().iadd().istore(position);
    }
    code.iload(5).istore(index);
    turns(6, 1);
    code.return_();
  }

  private int operands() {
    return plan.inputs().length + plan.outputs().length;
  }

  private void turns(int limit, int step) {
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top).iload(index).iload(limit).if_icmpge(end);
    for (int k = 0; k < plan.inputs().length; k++) {
      load(k);
    }
    for (Instruction x : plan.code()) {
      if (scalar) {
        scalarOperation(x);
      } else {
        operation(x);
        code.astore(registers + x.dst());
      }
    }
    for (int j = 0; j < plan.outputs().length; j++) {
      store(j);
    }
    code.iinc(index, step).goto_(top).labelBinding(end);
  }

  /// Brings arrays, offsets and scalars into local variables.
  private void prologue(int parameter) {
    for (int k = 0; k < operands(); k++) {
      code.aload(parameter).loadConstant(k).aaload().astore(arrays + 2 * k);
      code.aload(parameter + 1).loadConstant(k).iaload().istore(arrays + 2 * k + 1);
    }
    for (int r : plan.scalars()) {
      if (scalar) {
        code.aload(parameter + 3).loadConstant(r).faload().fstore(registers + r);
      } else {
        code.getstatic(MATH, "S", SPECIES).aload(parameter + 3).loadConstant(r).faload();
        code.invokestatic(VECTOR, "broadcast", MethodTypeDesc.of(VECTOR, SPECIES, CD_float)).astore(registers + r);
      }
    }
  }

  private void load(int k) {
    int register = registers + plan.inputs()[k];
    if (scalar) {
      position(k);
      code.faload().fstore(register);
    } else {
      code.getstatic(MATH, "S", SPECIES);
      position(k);
      code.invokestatic(VECTOR, "fromArray", MethodTypeDesc.of(VECTOR, SPECIES, FLOATS, CD_int)).astore(register);
    }
  }

  private void store(int j) {
    int register = registers + plan.outputs()[j];
    if (scalar) {
      position(plan.inputs().length + j);
      code.fload(register).fastore();
    } else {
      code.aload(register);
      position(plan.inputs().length + j);
      code.invokevirtual(VECTOR, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
    }
  }

  private void position(int operand) {
    code.aload(arrays + 2 * operand).iload(arrays + 2 * operand + 1).iload(index).iadd();
  }

  /// Leaves the result on the stack. What is one method of the Vector API is called directly, the rest is written out: calls
  /// to methods of our own would not always be inlined.
  private void operation(Instruction x) {
    if (x.op() == ElementOp.RECIPROCAL) {
      code.getstatic(MATH, "S", SPECIES).loadConstant(1f);
      code.invokestatic(VECTOR, "broadcast", MethodTypeDesc.of(VECTOR, SPECIES, CD_float));
      code.aload(registers + x.a()).invokevirtual(VECTOR, "div", ONE_VECTOR);
      return;
    }
    code.aload(registers + x.a());
    if (x.op().arity() > 1) {
      code.aload(registers + x.b());
    }
    if (x.op().arity() > 2) {
      code.aload(registers + x.c());
    }
    String name = x.op().name().toLowerCase(Locale.ROOT);
    switch (x.op()) {
      case COPY -> {}
      case NEG, ABS, SQRT -> code.invokevirtual(VECTOR, name, MethodTypeDesc.of(VECTOR));
      case ADD, SUB, MUL, DIV -> code.invokevirtual(VECTOR, name, ONE_VECTOR);
      default -> VectorBodies.write(code, name, index + 1);
    }
  }

  private void scalarOperation(Instruction x) {
    code.fload(registers + x.a());
    if (x.op().arity() > 1) {
      code.fload(registers + x.b());
    }
    if (x.op().arity() > 2) {
      code.fload(registers + x.c());
    }
    if (x.op() != ElementOp.COPY) {
      ClassDesc[] operands = new ClassDesc[x.op().arity()];
      Arrays.fill(operands, CD_float);
      code.invokestatic(ONE, x.op().name().toLowerCase(Locale.ROOT), MethodTypeDesc.of(CD_float, operands));
    }
    code.fstore(registers + x.dst());
  }
}
